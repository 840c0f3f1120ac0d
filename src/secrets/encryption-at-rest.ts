import { Duration } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { checkEncryptedResources } from './encrypted-resources';
import { VaultFile } from './vault-side';
import { toYaml } from '../manifest/yaml';
import { secondsOf } from '../workloads/fail';

/** How the API server of a cluster encrypts what it gives to etcd. */
export interface EncryptionAtRestProps {
  /** Name of the KMS plugin, kept in etcd beside what it has encrypted: under another name nothing is read back. Without ':'. */
  readonly plugin: string;
  /** Socket of the plugin on each control-plane node, `unix:///run/kms/plugin.sock`. */
  readonly endpoint: string;
  /**
   * How long the plugin may take for one answer.
   * @default Duration.seconds(3)
   */
  readonly timeout?: Duration;
  /**
   * What is encrypted: `secrets`, `configmaps`, `widgets.example.com`, `*.example.com`, `*.` for the whole core group, `*.*` for all. Secrets must be among it.
   * @default ['secrets']
   */
  readonly resources?: string[];
  /**
   * Whether what was written before, in plain text, is still read. Set it to false once everything is written anew (`kubectl get secrets -A -o json |
   * kubectl replace -f -`): until then whoever can write to etcd can plant a Secret that nobody has encrypted.
   * @default true
   */
  readonly readsPlainText?: boolean;
}

/**
 * The EncryptionConfiguration of the cluster's control plane, with a KMS plugin of version 2: the key stays with the KMS, for instance Vault's transit
 * engine, and no byte of one is ever in the file. It is no object of the API, and so no part of the tree: it is written beside it, as
 * `control-plane/encryption-configuration.yaml`, for `kube-apiserver --encryption-provider-config`. One for each app. Throws where the API server would
 * refuse the file.
 */
export class EncryptionAtRest extends Construct {
  /** @internal */
  public readonly _file: VaultFile;

  public constructor(scope: Construct, id: string, props: EncryptionAtRestProps) {
    super(scope, id);
    const where = this.node.path;
    const { plugin, endpoint, resources = ['secrets'] } = props;
    const other = this.node.root.node.findAll().find(node => node instanceof EncryptionAtRest && node !== this);
    if (other) throw new Error(`${where}: ${other.node.path} is one already, and an API server reads one file. Leave one out.`);
    if (!/^[^\s:][^:]*$/.test(plugin)) throw new Error(`${where}: plugin '${plugin}' must not be empty, nor hold ':'. Write for instance 'vault'.`);
    if (!/^unix:\/\/\/?@?[\w./-]+$/.test(endpoint)) throw new Error(`${where}: endpoint '${endpoint}' is no socket of the node. Write for instance 'unix:///run/kms/plugin.sock'.`);
    checkEncryptedResources(resources, where);
    const timeout = `${secondsOf(where, 'timeout', props.timeout ?? Duration.seconds(3), 1)}s`;
    this._file = {
      path: 'control-plane/encryption-configuration.yaml',
      content: `# For kube-apiserver --encryption-provider-config, on each control-plane node. It holds no key: the plugin at ${endpoint} has it.\n${toYaml({
        apiVersion: 'apiserver.config.k8s.io/v1',
        kind: 'EncryptionConfiguration',
        resources: [{
          resources,
          // The first one writes.
          providers: [{ kms: { apiVersion: 'v2', name: plugin, endpoint, timeout } }, ...props.readsPlainText === false ? [] : [{ identity: {} }]],
        }],
      })}`,
    };
  }
}

/** What the control plane needs to know, beside the tree. */
export function controlPlaneFilesOf(root: IConstruct): VaultFile[] {
  return root.node.findAll().flatMap(node => node instanceof EncryptionAtRest ? [node._file] : []);
}
