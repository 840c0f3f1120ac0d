import { Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { admissionConfiguration, ControlPlaneFile } from './admission-configuration';
import { GuardrailAction, GuardrailEngine } from './choices';
import { asksForSeccomp, guardedProfile } from './guarded-profile';
import { namespaceLabelGuard, WIDE_GROUPS } from './namespace-labels';
import { defaultProfile, platformSettings } from './platform-settings';
import { DEFAULTS_BETA_MINOR, DEFAULTS_MINOR, safeDefaults } from './safe-defaults';
import { declaredExclusions } from './waived';
import { emitPolicies } from '../admission/emit-policies';
import { EXEMPT_NAMESPACES } from '../admission/options';
import { ResolvedProfile } from '../controls/profiles';
import { dnsLabelProblem, labelKeyProblem } from '../manifest/names';
import { ManifestObject } from '../manifest/object';
import { emit, EmittedMetadata } from '../platform/emit';
import { Platform } from '../platform/platform';
import { Waiver } from '../posture/waivers';
import { PodSecurityLevel } from '../tenancy/pod-security';

/** What a cluster holds against everyone. */
export interface ClusterGuardrailsProps {
  /**
   * Groups of those who may set what holds a namespace, as the API server sees them: the platform team, and what delivers its tree, for instance
   * `['platform-team', 'system:serviceaccounts:argocd']`.
   */
  readonly platformGroups: string[];
  /**
   * What happens to what the guard rails do not let through: the one switch.
   * @default GuardrailAction.AUDIT
   */
  readonly action?: GuardrailAction;
  /**
   * Who enforces the policies of the profile. Whatever it is, the guard of namespace labels is the API server's.
   * @default GuardrailEngine.API_SERVER
   */
  readonly engine?: GuardrailEngine;
  /**
   * Profile of which the controls are enforced. Privileged containers, the `default` ServiceAccount, images of other registries and images without a
   * digest are stopped under any.
   * @default 'hardened' ('platform-assigned' where the platform assigns IDs)
   */
  readonly profile?: string;
  /**
   * Namespaces whose objects are not judged, nor given defaults. Their labels are guarded all the same.
   * @default ['kube-node-lease', 'kube-public', 'kube-system']
   */
  readonly exemptNamespaces?: string[];
  /**
   * Level of the Pod Security Standards for namespaces without a label that says one, once `action` is `DENY`; before, it is audited and warned of.
   * @default PodSecurityLevel.RESTRICTED
   */
  readonly unlabelledNamespaces?: PodSecurityLevel;
  /**
   * Further keys of labels and annotations of namespaces that nobody else may set, such as `policy.sigstore.dev/include`.
   * @default - those of Pod Security, of Istio and Linkerd, and `platform.ownerLabel`
   */
  readonly guardedLabels?: string[];
  /**
   * Whether new pods get the seccomp profile of the runtime where they state none, and containers that are not root what keeps them so
   * (MutatingAdmissionPolicy). Needs Kubernetes 1.34, and before 1.36 a feature gate, which the report names.
   * @default - from Kubernetes 1.36 on, where `action` is `DENY` and the profile asks for a seccomp profile: what lacks these would else be refused
   */
  readonly suppliesDefaults?: boolean;
}

/** From this minor version on the API server evaluates policies of its own. */
const OLDEST_MINOR = 30;

/**
 * Guard rails of a whole cluster, in an app of the platform team: what the catalogue checks, the cluster enforces, from the same expressions. It writes
 * admission policies of a profile, the guard of the labels that hold a namespace, safe defaults where they are asked for, and, beside the tree, the
 * Pod Security level of namespaces without labels: `control-plane/admission-configuration.yaml`. Waivers of the same app are exclusions. Audit first;
 * `action: GuardrailAction.DENY` refuses. One for each app.
 */
export class ClusterGuardrails extends Chart {
  /**
   * Beside the tree.
   * @internal
   */
  public readonly _file: ControlPlaneFile;
  /**
   * What it relies on.
   * @internal
   */
  public readonly _assumptions: readonly string[];

  public constructor(scope: Construct, id: string, props: ClusterGuardrailsProps) {
    super(scope, id);
    const where = this.node.path;
    const platform = Platform.of(this);
    const { action = GuardrailAction.AUDIT, engine = GuardrailEngine.API_SERVER, exemptNamespaces = EXEMPT_NAMESPACES, guardedLabels = [] } = props;
    const [other] = guardrailsOf(this.node.root);
    if (other) throw new Error(`${where}: ${other.node.path} is one already, and their policies would have the same names. Leave one out.`);
    checkProps(props, platform, where);
    DECLARED.add(this);
    const profile = profileOf(props.profile ?? defaultProfile(platform), platform, where);
    const options = { action, exemptNamespaces };

    // Waivers may be declared later than this, and they change no policy's name.
    const policies = (waivers: readonly Waiver[] = []) => emitPolicies(engine, { profile, waivers, exclusionsBeside: false }, options);
    policies().forEach((policy, index) => this.write(policy, () => {
      const waivers = declaredExclusions(this.node.root, profile);
      return waivers.length === 0 ? policy.spec : policies(waivers)[index].spec;
    }));
    const guard = { platformGroups: props.platformGroups, guardedLabels: [platform.ownerLabel, ...guardedLabels], action };
    for (const object of namespaceLabelGuard(guard)) this.write(object);
    const supplies = props.suppliesDefaults ?? (platform.minor >= DEFAULTS_MINOR && action === GuardrailAction.DENY && asksForSeccomp(profile));
    if (supplies) for (const object of safeDefaults(platform.minor, exemptNamespaces)) this.write(object);

    const level = action === GuardrailAction.DENY ? props.unlabelledNamespaces ?? PodSecurityLevel.RESTRICTED : PodSecurityLevel.PRIVILEGED;
    this._file = admissionConfiguration(platform, level, exemptNamespaces);
    this._assumptions = [
      `kube-apiserver reads ${this._file.path} (--admission-control-config-file): else namespaces without Pod Security labels admit every pod that the policies let through.`,
      ...action === GuardrailAction.DENY ? [] : [`The guard rails of the cluster ${action === GuardrailAction.WARN ? 'warn' : 'only audit'}: they refuse nothing yet.`],
      ...supplies && platform.minor < DEFAULTS_MINOR
        ? ['kube-apiserver runs with --feature-gates=MutatingAdmissionPolicy=true and --runtime-config=admissionregistration.k8s.io/v1beta1=true, for the safe defaults.'] : [],
    ];
  }

  private write({ apiVersion, kind, metadata, spec }: ManifestObject, lazily?: () => unknown): void {
    emit(this, `${kind}-${metadata!.name}`, { apiVersion, kind, metadata: metadata as EmittedMetadata, spec: lazily ?? spec });
  }
}

// To `instanceof` every Chart is a ClusterGuardrails: cdk8s says so of its own class, and each class below inherits that.
const DECLARED = new WeakSet<IConstruct>();

/** The guard rails of an app: one or none. */
export function guardrailsOf(root: IConstruct): ClusterGuardrails[] {
  return root.node.findAll().filter((node): node is ClusterGuardrails => DECLARED.has(node));
}

function checkProps(props: ClusterGuardrailsProps, platform: Platform, where: string): void {
  const { platformGroups, exemptNamespaces = [], guardedLabels = [], suppliesDefaults } = props;
  if (platform.minor < OLDEST_MINOR) {
    throw new Error(`${where}: Kubernetes ${platform.kubernetesVersion} has no admission policies of its own, which came with 1.${OLDEST_MINOR}. Raise platform.kubernetesVersion to what the cluster runs, or leave the guard rails out.`);
  }
  if (platform.registries.length === 0) throw new Error(`${where}: platform.registries is empty, so that images may come from anywhere. Name the registries, for instance ['registry.example'].`);
  if (platformGroups.length === 0) throw new Error(`${where}: platformGroups is empty, so that nobody could set the labels of a namespace. Write for instance ['platform-team'].`);
  for (const group of platformGroups) {
    if (group.trim() === '') throw new Error(`${where}: platformGroups has a group without a name. Write for instance 'platform-team'.`);
    if (WIDE_GROUPS.includes(group)) throw new Error(`${where}: platformGroups has '${group}', in which everybody is: the guard would stop nobody. Name a group of your own, for instance 'platform-team'.`);
  }
  for (const namespace of exemptNamespaces) {
    const problem = dnsLabelProblem(namespace);
    if (problem) throw new Error(`${where}: exemptNamespaces has '${namespace}', which ${problem}. Write for instance 'kube-system'.`);
  }
  for (const key of guardedLabels) {
    const problem = labelKeyProblem(key);
    if (problem) throw new Error(`${where}: guardedLabels has '${key}', which ${problem}. Write for instance 'policy.sigstore.dev/include'.`);
  }
  if (suppliesDefaults && platform.minor < DEFAULTS_BETA_MINOR) {
    throw new Error(`${where}: suppliesDefaults needs MutatingAdmissionPolicy, which came with Kubernetes 1.${DEFAULTS_BETA_MINOR}; the platform is ${platform.kubernetesVersion}. Leave it out.`);
  }
}

function profileOf(name: string, platform: Platform, where: string): ResolvedProfile {
  try {
    return guardedProfile(name, platformSettings(platform));
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`);
  }
}
