import { Duration } from 'cdk8s';
import { CA_VOLUME, podAnnotations, renderInterval, TOKEN_VOLUME } from './agent-annotations';
import { agentUser } from './agent-user';
import { vaultOpening } from './vault-reach';
import { hasSidecars, MeshMode, meshModeOf } from '../../connectivity/namespace-facts';
import { Platform } from '../../platform/platform';
import { HardenedWorkload } from '../../workloads/hardened-workload';
import { initMeshAnnotations } from '../../workloads/mesh-sidecar';
import { VaultRequest } from '../carrier';
import { vaultRoleName } from '../vault-grant';

/**
 * Its files are resources of the agent's containers. Where the injector did not answer, the API server goes on without it, and these containers are not
 * there: the kubelet cannot make the files, mounts nothing, and starts nothing of the pod (docs/decisions/0096-agent-fails-closed.md).
 */
const GUARD = 'vault-agent-guard';
const GUARD_PATH = '/run/vault-agent';
const TOKEN_SECONDS = 600;
const FIRST_INIT = "an init container that reads secrets must start after the agent's, and the agent's after the mesh's proxy, which the injector cannot promise";

const PODS = new WeakMap<HardenedWorkload, AgentPod>();

/** The agent of one pod: one for all of its secrets. */
export class AgentPod {
  /** The agent of `workload`, made when the first of its secrets asks for it. */
  public static of(workload: HardenedWorkload, request: VaultRequest): AgentPod {
    const pod = PODS.get(workload) ?? new AgentPod(workload, request);
    PODS.set(workload, pod);
    return pod;
  }

  /** The agent ends before the pod's own containers start. Beside one that goes on, no Job ever completes. */
  public readonly initOnly: boolean;
  private readonly platform: Platform;
  private containers?: readonly string[];
  private interval?: Duration;

  private constructor(private readonly workload: HardenedWorkload, private readonly request: VaultRequest) {
    const { where, backend, delivery } = request;
    this.platform = Platform.of(workload);
    this.initOnly = delivery._options.vaultAgent!.initOnly === true || ['Job', 'CronJob'].includes(workload._kindName);
    const sidecarMesh = hasSidecars(workload) && meshModeOf(workload) !== MeshMode.NONE;
    if (sidecarMesh) this.platform._requireField('spec.initContainers[].restartPolicy: Always', `${where}: the agent's init container has no network in this mesh before a native sidecar runs`);
    for (const [key, value] of Object.entries(initMeshAnnotations(workload, this.platform, 1))) workload.addPodAnnotation(key, value);
    workload._imply(vaultOpening(backend, this.platform, where));
    this.addVolumes();
  }

  /** One more secret of this pod. */
  public add(request: VaultRequest, names: readonly string[] | undefined, every: Duration): void {
    const { where, delivery } = request;
    if (delivery._options.vaultAgent !== this.request.delivery._options.vaultAgent) {
      throw new Error(`${where}: mountInto(${this.workload.node.path}): a pod has one agent, and ${this.request.where} brings it with other settings. Use one SecretDelivery.vaultAgent() for both.`);
    }
    const containers = (names ?? [undefined]).map(name => this.workload._containerNamed(name)).flatMap(found => found ?? []);
    const seen = containers.map(({ name }) => name).sort();
    if (this.containers && this.containers.join() !== seen.join()) {
      throw new Error(`${where}: mountInto(${this.workload.node.path}): the agent shows all of its files to the same containers, which are ${this.containers.join(', ')}, and not ${seen.join(', ')}. Name the same ones, or use another delivery.`);
    }
    const initFirst = containers.some(({ isInit }) => isInit);
    if (initFirst && hasSidecars(this.workload)) throw new Error(`${where}: mountInto(${this.workload.node.path}): ${FIRST_INIT}. Read them in the main container, or use another delivery.`);
    this.containers = seen;
    const role = vaultRoleName({ namespace: request.namespace, serviceAccount: this.workload.serviceAccountName });
    const user = agentUser(this.platform, containers, `${where}: mountInto(${this.workload.node.path})`);
    this.annotate(podAnnotations(request, this.platform, { role, user, initOnly: this.initOnly, initFirst, containers: seen }));
    // One figure holds for the pod: the shortest that any of its secrets asks for.
    if (!this.interval || every.toSeconds() < this.interval.toSeconds()) this.interval = every;
    if (!this.initOnly) this.annotate(renderInterval(this.interval, where));
  }

  public annotate(annotations: Record<string, string>): void {
    for (const [key, value] of Object.entries(annotations)) this.workload.addPodAnnotation(key, value);
  }

  private addVolumes(): void {
    const { audience, caConfigMap } = this.request.backend;
    // Only the agent gets it mounted, by the injector: the containers of the pod never see a token.
    this.workload._addVolume({
      name: TOKEN_VOLUME, projected: { defaultMode: 0o440, sources: [{ serviceAccountToken: { audience, expirationSeconds: TOKEN_SECONDS, path: 'token' } }] },
    });
    if (caConfigMap !== undefined) this.workload._addVolume({ name: CA_VOLUME, configMap: { name: caConfigMap, items: [{ key: 'ca.crt', path: 'ca.crt' }], optional: false } });
    const parts = ['vault-agent-init', ...this.initOnly ? [] : ['vault-agent']];
    this.workload.mountVolume({
      name: GUARD, downwardApi: { defaultMode: 0o444, items: parts.map(containerName => ({ path: containerName, resourceFieldRef: { containerName, resource: 'limits.memory' } })) },
    }, GUARD_PATH);
  }
}
