import { Duration } from 'cdk8s';
import { fileAnnotations } from './agent-annotations';
import { AgentPod } from './agent-pod';
import { agentTemplate } from './agent-template';
import { HardenedWorkload } from '../../workloads/hardened-workload';
import { grantOf, MountRequest, SecretCarrier, VaultRequest } from '../carrier';
import { FileTemplate } from '../file-template';
import { RestartedBy, SecretRotation } from '../rotation';
import { VaultGrant } from '../vault-grant';
import { VaultSourceKind } from '../vault-source';

/** What is left of the 63 characters of an annotation's name beside `agent-inject-template-`. */
const LONGEST = 63 - 'agent-inject-template-'.length;

/** Files that an agent in the pod writes, as the ServiceAccount of the workload. No Secret is made. */
export class AgentFiles implements SecretCarrier {
  public readonly secretName = undefined;
  public readonly secretKeys = {};
  public readonly assumptions: readonly string[];
  private readonly users = new Set<HardenedWorkload>();
  private readonly every: Duration;
  private readonly contents: readonly FileTemplate[];

  public constructor(private readonly request: VaultRequest) {
    const { where, name, namespace, keys, backend, refreshInterval, registry } = request;
    if (registry !== undefined) throw new Error(`${where}: the agent makes no Secret, and the kubelet needs one before there is a pod. Use SecretDelivery.externalSecrets() or SecretDelivery.vaultSecretsOperator().`);
    this.contents = [...Object.entries(keys).map(([key, property]) => ({ file: key, parts: [{ key, property }] })), ...request.templates];
    const lower = this.contents.map(({ file }) => file.toLowerCase());
    for (const [index, file] of lower.entries()) {
      if (lower.indexOf(file) < index) throw new Error(`${where}: two files differ from '${file}' by case alone, and the injector writes every name in lower case. Rename one of the keys.`);
      const annotation = `${name}.${file}`;
      if (annotation.length > LONGEST || !/[a-z0-9]$/.test(file)) {
        throw new Error(`${where}: '${annotation}' becomes part of the name of an annotation, where at most ${LONGEST} characters have room, ending with a letter or digit. Shorten name or the key '${file}'.`);
      }
    }
    this.every = refreshInterval ?? Duration.minutes(5);
    this.assumptions = [`The Vault agent injector watches namespace ${namespace}, and Vault answers it at ${backend.server}; pods that it did not inject do not start.`];
  }

  public get rotation(): SecretRotation {
    return this.request.delivery._options.vaultAgent!.initOnly === true
      ? { renewsFiles: false, restartedBy: RestartedBy.NOTHING, says: 'the agent writes the files before the pod starts, and nothing renews them, or starts the pod anew: roll it out by hand.' }
      : {
        renewsFiles: true, restartedBy: RestartedBy.NOTHING,
        says: `the agent asks Vault every ${this.every.toMinutes({ integral: false })} min, or before a lease ends, and renews the files of running pods; nothing starts them anew: have the program read the file again. Pods of Jobs keep what they started with.`,
      };
  }

  public grants(): VaultGrant[] {
    return [...this.users].map(({ serviceAccountName }) => grantOf(this.request, serviceAccountName, `Secret ${this.request.name}, read by an agent in the pod`));
  }

  public mount(workload: HardenedWorkload, path: string, { containers, reload }: MountRequest): void {
    const { where, name, source, backend } = this.request;
    workload._reserve(path, containers);
    const pod = AgentPod.of(workload, this.request);
    if (pod.initOnly && source.kind !== VaultSourceKind.KV) {
      throw new Error(`${where}: mountInto(${workload.node.path}): what Vault makes has an end, and an agent that is gone when the pod starts renews nothing`
        + `${workload._kindName.endsWith('Job') ? ' (beside one that stays, no Job ends)' : ''}. Use SecretDelivery.externalSecrets() or SecretDelivery.vaultSecretsOperator() for it.`);
    }
    pod.add(this.request, containers, this.every);
    for (const { file, parts } of this.contents) {
      pod.annotate(fileAnnotations(`${name}.${file.toLowerCase()}`, {
        name: file, path: source._apiPath(backend), directory: path, template: agentTemplate(this.request, parts),
        command: reload && reloadCommand(where, reload),
      }));
    }
    this.users.add(workload);
  }

  public use(): void {}
}

/** Run in the agent's container, before the pod's are there too: that nobody answers then is no fault of the file. */
function reloadCommand(where: string, { port, path }: NonNullable<MountRequest['reload']>): string {
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`${where}: reload: ${port} is no port. Write the port of the container, such as 8080.`);
  // It becomes part of a shell command.
  if (!/^\/[\w./-]*$/.test(path)) throw new Error(`${where}: reload: '${path}' is no path of letters, digits, '.', '_', '-' and '/'. Write for instance '/-/reload'.`);
  return `wget -q -O /dev/null --post-data= http://127.0.0.1:${port}${path} || true`;
}
