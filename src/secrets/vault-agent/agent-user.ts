import { IdAssignment, PlatformPreset } from '../../platform/choices';
import { Platform } from '../../platform/platform';
import { NamedContainer } from '../../workloads/pod-template';

/** Under which IDs the agent runs; without, the platform sets them. */
export interface AgentUser {
  readonly id?: number;
  readonly group?: number;
}

/**
 * The agent writes files that their owner alone may read, so that it must run as the user of those that read them. `agent-run-as-same-user` is of no
 * help: it looks at the first container alone, and not at the pod, and refuses the pod where it finds nothing there.
 */
export function agentUser(platform: Platform, containers: readonly NamedContainer[], where: string): AgentUser {
  const users = containers.map(({ securityContext: { runAsUser, runAsGroup } }) => ({ id: runAsUser, group: runAsGroup }) as AgentUser);
  const [first] = users;
  const other = users.findIndex(({ id, group }) => id !== first.id || group !== first.group);
  if (other > 0) {
    throw new Error(`${where}: containers '${containers[0].name}' and '${containers[other].name}' run under different IDs, and what the agent writes only one of them can read. `
      + 'Give both the same runAsUser and runAsGroup, or use another delivery.');
  }
  if (first.id === 0) throw new Error(`${where}: the container runs as root, and the agent would too. Set runAsUser above 10000.`);
  if (first.id !== undefined && first.group !== undefined) return first;
  if (platform.ids === IdAssignment.PLATFORM_ASSIGNED && platform.preset === PlatformPreset.OPENSHIFT && first.id === undefined) return {};
  throw new Error(`${where}: no user is stated for the container, and the agent could not write files that it can read. Set runAsUser and runAsGroup, or use another delivery.`);
}
