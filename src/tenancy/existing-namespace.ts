import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { declareExternalNamespace } from './external-namespaces';
import { checkNamespaceName } from './namespace-name';
import { ownerLabels } from './owner';
import { checkDataPlane, declareNamespace, MeshDataPlane, MeshMode } from '../connectivity/namespace-facts';
import { Platform } from '../platform/platform';

/** What is known of a namespace that another repository owns. Nothing of it is emitted; each statement is printed in the report as an assumption. */
export interface ExistingNamespaceProps {
  /**
   * Name of the namespace.
   * @default - the construct id
   */
  readonly name?: string;
  /**
   * Owning team, for the owner label of what is declared in it.
   * @default - no owner label
   */
  readonly owner?: string;
  /**
   * Labels that its Namespace object carries, such as those of Pod Security.
   * @default - none are known
   */
  readonly labels?: Record<string, string>;
  /**
   * A policy there selects all pods and denies both directions.
   * @default false
   */
  readonly defaultDeny?: boolean;
  /**
   * How its pods take calls.
   * @default MeshMode.STRICT where the platform has a mesh, MeshMode.NONE elsewhere
   */
  readonly mesh?: MeshMode;
  /**
   * How its pods are in the mesh, where it is not as the platform says.
   * @default - as the platform says
   */
  readonly dataPlane?: MeshDataPlane;
  /**
   * Nothing is refused there yet: its enforcement is `Enforcement.OBSERVE`. No network policy is written for what is declared in it.
   * @default false
   */
  readonly observed?: boolean;
}

/** A Chart for a namespace that lives elsewhere: what stands in its scope gets its namespace. Made by `IsolatedNamespace.existing`. */
export class ExistingNamespace extends Chart {
  public constructor(scope: Construct, id: string, props: ExistingNamespaceProps = {}) {
    const name = props.name ?? id;
    super(scope, id, { namespace: name, labels: ownerLabels(scope, id, props.owner) });
    checkNamespaceName(name, this.node.path);
    const mesh = props.mesh ?? (Platform.of(this).hasMesh && props.dataPlane !== MeshDataPlane.NONE ? MeshMode.STRICT : MeshMode.NONE);
    if (mesh !== MeshMode.NONE && !Platform.of(this).hasMesh) {
      throw new Error(`${this.node.path}: mesh is '${mesh}', and the platform has none. Set platform.serviceMesh, or leave mesh out.`);
    }
    checkDataPlane(props.dataPlane, Platform.of(this), this.node.path);
    declareNamespace(this, { name, mesh, external: true, observed: props.observed ?? false, dataPlane: props.dataPlane });
    declareExternalNamespace(this, { name, labels: { ...props.labels }, defaultDeny: props.defaultDeny ?? false, mesh });
  }
}
