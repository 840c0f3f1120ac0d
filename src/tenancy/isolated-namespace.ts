import { Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { emitCalicoPolicies } from './calico-policies';
import { emitClusterPolicies } from './cluster-policies';
import { ExistingNamespace, ExistingNamespaceProps } from './existing-namespace';
import { checkNamespaceName } from './namespace-name';
import { ownerLabels } from './owner';
import { Enforcement, PodSecurityLevel, podSecurityLabels } from './pod-security';
import { NamespaceQuota, namespaceLimits } from './quota';
import { checkDataPlane, declareNamespace, declaresNamespace, hasSidecars, MeshDataPlane, MeshMode } from '../connectivity/namespace-facts';
import { labelKeyProblem, labelValueProblem } from '../manifest/names';
import { emitMeshDefaults, meshNamespaceAnnotations, meshNamespaceLabels } from '../mesh/namespace-mesh';
import { keepAnnotations, SYNC_WAVES, waveAnnotations } from '../platform/delivery-marks';
import { emit } from '../platform/emit';
import { Platform } from '../platform/platform';
import { WaiverProps, Waivers } from '../waivers/waivers';

/** A namespace that this app owns. */
export interface IsolatedNamespaceProps {
  /** Owning team, as a label value: `team-shop`. Stands on everything that is declared in the namespace, under `platform.ownerLabel`. */
  readonly owner: string;
  /**
   * Name of the namespace.
   * @default - the construct id
   */
  readonly name?: string;
  /**
   * What all of its pods may use together.
   * @default - 16 CPUs, 32Gi of memory, 100 pods
   */
  readonly quota?: NamespaceQuota;
  /**
   * Level of the Pod Security Standards that the API server enforces. Below `RESTRICTED` it is a finding, to be waived.
   * @default PodSecurityLevel.RESTRICTED
   */
  readonly podSecurity?: PodSecurityLevel;
  /**
   * How strictly Pod Security, mutual TLS and connections are held, for moving live workloads in.
   * @default Enforcement.ENFORCE
   */
  readonly enforcement?: Enforcement;
  /**
   * How its pods are in the mesh, where it is not as the platform says: outside, or in the other data plane of Istio, or on the way there.
   * @default - as the platform says
   */
  readonly dataPlane?: MeshDataPlane;
  /**
   * Signs for all that `enforcement` loosens, and for nothing else: until the day on which the namespace must hold what it declares.
   * @default - none: each is a finding of its own
   */
  readonly enforcementWaiver?: WaiverProps;
  /**
   * Further labels of the Namespace object.
   * @default - none
   */
  readonly labels?: Record<string, string>;
}

/**
 * A namespace of its own, closed until opened: Pod Security `restricted` with pinned versions, a default ServiceAccount without token, a default deny
 * in both directions, a quota and limits; in a mesh, mutual TLS only and no call allowed. What stands in its scope gets its namespace and owner.
 */
export class IsolatedNamespace extends Chart {
  /** A namespace that another repository owns: same scope, nothing emitted. What is said of it is printed in the report as assumed. */
  public static existing(scope: Construct, id: string, props: ExistingNamespaceProps = {}): ExistingNamespace {
    return new ExistingNamespace(scope, id, props);
  }

  /** The namespace in which `scope` stands, created here or elsewhere. Throws where it stands in none. */
  public static of(scope: IConstruct): Chart {
    for (let node: IConstruct | undefined = scope; node; node = node.node.scope) {
      if (declaresNamespace(node)) return Chart.of(node);
    }
    throw new Error(`${scope.node.path || 'app'}: stands in no IsolatedNamespace. Declare it in the scope of one, or of IsolatedNamespace.existing.`);
  }

  public constructor(scope: Construct, id: string, props: IsolatedNamespaceProps) {
    const name = props.name ?? id;
    super(scope, id, { namespace: name, labels: ownerLabels(scope, id, props.owner) });
    const where = this.node.path;
    checkNamespaceName(name, where);
    const platform = Platform.of(this);
    const enforcement = props.enforcement ?? Enforcement.ENFORCE;
    const podSecurity = podSecurityLabels(platform, props.podSecurity ?? PodSecurityLevel.RESTRICTED, enforcement);
    checkDataPlane(props.dataPlane, platform, where);
    const mesh = !platform.hasMesh || props.dataPlane === MeshDataPlane.NONE ? MeshMode.NONE
      : enforcement === Enforcement.ENFORCE ? MeshMode.STRICT : MeshMode.PERMISSIVE;
    const observed = enforcement === Enforcement.OBSERVE;
    declareNamespace(this, { name, mesh, external: false, observed, dataPlane: props.dataPlane });
    const labels = { ...podSecurity, ...meshNamespaceLabels(this) };
    checkOwnLabels(props.labels ?? {}, { ...labels, ...this.labels }, where);

    emit(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        labels: { ...props.labels, ...labels },
        annotations: {
          ...keepAnnotations(platform), ...waveAnnotations(platform, SYNC_WAVES.NAMESPACE), ...meshNamespaceAnnotations(platform, mesh, observed),
        },
      },
    });
    this.emitDefaults(platform, props.quota ?? {}, observed);
    emitClusterPolicies(this, name, observed);
    emitCalicoPolicies(this, name, observed);
    if (mesh !== MeshMode.NONE) emitMeshDefaults(this, mesh);
    if (props.enforcementWaiver) this.sign(enforcement, props.enforcementWaiver);
  }

  /** On the objects themselves: a waiver of the whole namespace would sign for its workloads too. */
  private sign(enforcement: Enforcement, waiver: WaiverProps): void {
    if (enforcement === Enforcement.ENFORCE) throw new Error(`${this.node.path}: enforcementWaiver signs for what enforcement loosens, which is nothing under ENFORCE. Remove it.`);
    const controls = ['namespace-psa-restricted', 'istio-mtls-present'];
    if (enforcement === Enforcement.OBSERVE) controls.push('netpol-default-deny-ingress', 'netpol-default-deny-egress', 'istio-authorization-default-deny');
    for (const control of controls) Waivers._sign(this.node.findChild('Resource'), control, waiver, true);
    const mutualTls = this.node.tryFindChild('MutualTls');
    if (mutualTls) Waivers._sign(mutualTls, 'istio-mtls-strict', waiver, true);
  }

  private emitDefaults(platform: Platform, quota: NamespaceQuota, observed: boolean): void {
    const annotations = waveAnnotations(platform, SYNC_WAVES.LIMITS);
    const limits = namespaceLimits(platform, quota, hasSidecars(this), this.node.path);
    // Pods that name no ServiceAccount get this one: without a token, whoever breaks into one has nothing to show to the API server.
    emit(this, 'DefaultServiceAccount', {
      apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', annotations }, automountServiceAccountToken: false,
    });
    emit(this, 'Quota', { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'quota', annotations }, spec: limits.quota });
    emit(this, 'LimitRange', { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'limits', annotations }, spec: limits.limitRange });
    // A live pod that nobody declared would be cut off at once.
    if (observed) return;
    // The one policy that selects every pod. Scanners that forbid an empty selector let it pass under exactly this name.
    emit(this, 'DefaultDeny', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'default-deny', annotations: waveAnnotations(platform, SYNC_WAVES.DENY) },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
  }
}

/** Labels decide Pod Security and mesh membership: the props that do so are the only way to say them. */
function checkOwnLabels(labels: Record<string, string>, taken: Record<string, string>, where: string): void {
  for (const [key, value] of Object.entries(labels)) {
    const problem = labelKeyProblem(key) ?? labelValueProblem(value);
    if (problem) throw new Error(`${where}: the label '${key}: ${value}' is none: it ${problem}.`);
    if (key in taken || /^(pod-security\.kubernetes\.io|istio\.io)\/|^istio-injection$|^kubernetes\.io\/metadata\.name$/.test(key)) {
      throw new Error(`${where}: the label '${key}' is not free: the namespace sets it itself. Use podSecurity, enforcement, owner or the platform's settings.`);
    }
  }
}
