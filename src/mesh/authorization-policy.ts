import { Construct } from 'constructs';
import { authorizationRules, MeshAllowance } from './istio/authorization-rules';
import { dryRun } from './istio/dry-run';
import { MeshOperation, operationOf } from './istio/operations';
import { ProxyCallee, openProxyCall } from './proxy-callee';
import { Endpoint } from '../connectivity/endpoint';
import { ConnectionGraph } from '../connectivity/graph';
import { isObserved, meshKindOf, MeshMode, meshModeOf, namespaceFactsOf } from '../connectivity/namespace-facts';
import { IPeer } from '../connectivity/peer';
import { MeshSource } from '../connectivity/selection';
import { dnsLabelProblem, dnsSubdomainProblem } from '../manifest/names';
import { SYNC_WAVES, waveAnnotations } from '../platform/delivery-marks';
import { emit } from '../platform/emit';
import { Platform } from '../platform/platform';
import { ServiceMeshKind } from '../platform/service-mesh';

/** What a policy does with the calls that its rules match. */
export enum MeshAction {
  /** Lets them through; once a workload has one such policy, all that none of them matches is refused. */
  ALLOW = 'ALLOW',
  /** Refuses them, whatever else allows them. */
  DENY = 'DENY',
  /** Lets them be written to the audit log, and changes no verdict. */
  AUDIT = 'AUDIT',
  /** Asks the `authorizer` before anything else is asked; what it refuses is refused. */
  CUSTOM = 'CUSTOM',
}

/** Callers, by identity: any one of those named is enough. */
export interface MeshCallers {
  /**
   * Workloads, or other peers whose identity is known.
   * @default - none
   */
  readonly workloads?: IPeer[];
  /**
   * ServiceAccounts, as `namespace/name`.
   * @default - none
   */
  readonly serviceAccounts?: string[];
  /**
   * Namespaces: every identity in them.
   * @default - none
   */
  readonly namespaces?: string[];
}

/** Calls by one of `from` to one of `to`. At least one of the two is given. */
export interface MeshRule {
  /**
   * Who calls.
   * @default - anyone
   */
  readonly from?: MeshCallers;
  /**
   * What is called.
   * @default - everything
   */
  readonly to?: MeshOperation[];
}

/** Who is asked about each call that a CUSTOM policy matches. */
export interface MeshAuthorizer {
  /** Provider, as `meshConfig.extensionProviders` of the mesh names it. */
  readonly provider: string;
  /** Its pods: proxies of the target call them, and the edge is opened for it. */
  readonly callee: ProxyCallee;
}

/** Who may call a workload, by identity and request. */
export interface MeshAuthorizationPolicyProps {
  /** The workload that is called. */
  readonly target: IPeer;
  /**
   * Name of the policy.
   * @default - the construct id
   */
  readonly name?: string;
  /**
   * What is done with calls that match.
   * @default MeshAction.ALLOW
   */
  readonly action?: MeshAction;
  /**
   * Calls that match. Left out under ALLOW: none, so that every call is refused. Never an empty list, whose meaning readers disagree on.
   * @default - no rule
   */
  readonly rules?: MeshRule[];
  /**
   * Every call matches, from anyone, with or without identity. A finding.
   * @default false
   */
  readonly allowAnyone?: boolean;
  /**
   * Who decides, under `MeshAction.CUSTOM` alone, which needs one.
   * @default - none
   */
  readonly authorizer?: MeshAuthorizer;
}

/**
 * An AuthorizationPolicy for one workload (Istio sidecar). Edges of `connections` write their own; this is for what they cannot say. Its three states
 * never blur: no rule refuses everyone, `allowAnyone` lets everyone through, rules let through what they match. Throws where Istio would accept a
 * rule and never match it, or match more than it says. An ALLOW opens the mesh alone: the network policies still refuse a caller without an edge.
 */
export class MeshAuthorizationPolicy extends Construct {
  public constructor(scope: Construct, id: string, props: MeshAuthorizationPolicyProps) {
    super(scope, id);
    const where = this.node.path;
    const platform = Platform.of(this);
    if (!platform.hasMesh) throw new Error(`${where}: the platform has no mesh to hold this policy. Set platform.serviceMesh to ServiceMesh.istioSidecar(), or leave it out.`);
    const target = props.target.toPeer()._endpoint;
    if (!target) throw new Error(`${where}: target is no workload of this app: policies of others are theirs to write. Name a workload.`);
    if (target.construct.node.root !== this.node.root) throw new Error(`${where}: target is of another app. Declare the policy there.`);
    if (meshModeOf(target.construct) === MeshMode.NONE) throw new Error(`${where}: the namespace of ${target.construct.node.path} is outside the mesh, where nothing holds this policy. Leave it out.`);
    checkMesh(meshKindOf(target.construct), props, where);
    const name = props.name ?? id;
    const problem = dnsSubdomainProblem(name);
    if (problem) throw new Error(`${where}: the name '${name}' ${problem}. Give another id, or set \`name\`.`);
    const action = props.action ?? MeshAction.ALLOW;
    checkState(props, action, where);
    if (action === MeshAction.CUSTOM && isObserved(target.construct)) throw new Error(`${where}: the namespace of ${target.construct.node.path} is observed, and Istio has no dry run of CUSTOM. Leave it out until its enforcement is PERMISSIVE.`);
    const allowances = (props.rules ?? []).flatMap((rule, index) => allowancesOf(rule, target, platform, `${where}: rules[${index}]`));
    if (props.authorizer) openProxyCall(this, props.authorizer.callee, { namespace: target.namespace!, target }, where);
    if (action !== MeshAction.AUDIT) ConnectionGraph.of(this).holdByHand(target);
    const rules = props.allowAnyone ? [{}] : authorizationRules(allowances, platform.serviceMesh.trustDomain);
    emit(this, 'Resource', {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: {
        name, namespace: target.namespace, labels: target.labels,
        annotations: { ...waveAnnotations(platform, SYNC_WAVES.ALLOW), ...(action === MeshAction.AUDIT ? {} : dryRun(target.construct)) },
      },
      spec: {
        selector: { matchLabels: target.selector }, action,
        ...(props.authorizer ? { provider: { name: props.authorizer.provider } } : {}), ...(rules.length > 0 ? { rules } : {}),
      },
    });
  }
}

/** What would be accepted and never held. */
function checkMesh(kind: ServiceMeshKind, { rules = [], action }: MeshAuthorizationPolicyProps, where: string): void {
  if (kind === ServiceMeshKind.LINKERD) throw new Error(`${where}: Linkerd has no policies of this kind, and none that deny. Say with connections who may call, and with http what.`);
  if (kind !== ServiceMeshKind.ISTIO_AMBIENT) return;
  // ztunnel drops an ALLOW that asks for requests, and a DENY that asks for nothing else has no effect at all.
  const asks = rules.some(({ to = [] }) => to.some(({ methods, paths, hosts }) => methods ?? paths ?? hosts));
  if (asks) throw new Error(`${where}: in ambient mode ztunnel holds this policy, and reads no requests. Say them with http on the connection, which goes through a waypoint, or leave methods, paths and hosts out.`);
  if (action === MeshAction.AUDIT || action === MeshAction.CUSTOM) throw new Error(`${where}: in ambient mode ztunnel holds this policy, and knows no ${action}. Leave it out.`);
}

function checkState({ rules, allowAnyone, authorizer }: MeshAuthorizationPolicyProps, action: MeshAction, where: string): void {
  if (authorizer && action !== MeshAction.CUSTOM) throw new Error(`${where}: an authorizer is asked under MeshAction.CUSTOM alone, and this is ${action}. Leave one of the two out.`);
  if (action === MeshAction.CUSTOM) checkCustom(authorizer, rules, where);
  if (rules?.length === 0) throw new Error(`${where}: rules is an empty list. Leave it out to refuse every call, write allowAnyone: true to let every call through, or name rules.`);
  if (allowAnyone && rules) throw new Error(`${where}: allowAnyone makes every rule idle. Keep one of the two.`);
  if (action === MeshAction.ALLOW) return;
  if (allowAnyone) throw new Error(`${where}: allowAnyone is for ALLOW. To refuse every call, write an ALLOW without rules.`);
  if (!rules) throw new Error(`${where}: ${action} without rules never matches, so that it does nothing. Name rules; to refuse every call, write an ALLOW without rules.`);
}

/** Who is who is known only after an authorizer was asked: istiod refuses such rules. */
function checkCustom(authorizer: MeshAuthorizer | undefined, rules: readonly MeshRule[] | undefined, where: string): void {
  if (!authorizer) throw new Error(`${where}: CUSTOM needs to know whom to ask. Give authorizer: { provider, callee: { peer, port } }.`);
  if (authorizer.provider.trim() === '') throw new Error(`${where}: authorizer.provider is empty. Write the name of a provider in meshConfig.extensionProviders.`);
  const index = rules?.findIndex(({ from }) => from) ?? -1;
  if (index >= 0) throw new Error(`${where}: rules[${index}]: from is not known before the authorizer is asked. Say \`to\` alone, and who may call with connections.`);
}

/** One allowance per operation: operations of one rule are alternatives, and so are separate rules. */
function allowancesOf({ from, to }: MeshRule, target: Endpoint, platform: Platform, where: string): MeshAllowance[] {
  if (!from && !to) throw new Error(`${where}: matches every call. Say who (from) or what (to); for every call write allowAnyone: true.`);
  if (to?.length === 0) throw new Error(`${where}: to is an empty list, which Istio reads as everything. Name operations, or leave it out.`);
  const source = from && sourceOf(from, target, platform, where);
  return (to ?? [{}]).map((operation, index) => operationOf(operation, target, `${where}.to[${index}]`, to !== undefined)).map(part => ({ source, ...part }));
}

function sourceOf({ workloads, serviceAccounts, namespaces }: MeshCallers, target: Endpoint, platform: Platform, where: string): MeshSource {
  const lists = Object.entries({ workloads, serviceAccounts, namespaces }).filter(([, list]) => list !== undefined);
  const empty = lists.find(([, list]) => list!.length === 0);
  if (empty) throw new Error(`${where}: from.${empty[0]} is an empty list. Name callers, or leave it out.`);
  if (lists.length === 0) throw new Error(`${where}: from names nobody. Name workloads, serviceAccounts or namespaces; for anyone leave from out.`);
  if (namespaceFactsOf(target.construct)?.mesh !== MeshMode.STRICT) {
    throw new Error(`${where}: identities hold under strict mutual TLS alone, and nobody says that the namespace of ${target.construct.node.path} has it. `
      + 'Declare it with IsolatedNamespace (enforcement: ENFORCE), or IsolatedNamespace.existing with mesh: MeshMode.STRICT.');
  }
  const account = serviceAccounts?.find(text => !isAccount(text));
  if (account !== undefined) throw new Error(`${where}: the ServiceAccount '${account}' is none. Write namespace/name, such as 'shop/cart', without wildcards.`);
  const namespace = namespaces?.find(text => dnsLabelProblem(text));
  if (namespace !== undefined) throw new Error(`${where}: the namespace '${namespace}' ${dnsLabelProblem(namespace)}.`);
  const known = (workloads ?? []).map(peer => identityOf(peer, platform, where));
  return {
    accounts: [
      ...known.flatMap(source => source.accounts ?? []),
      ...(serviceAccounts ?? []).map(text => ({ namespace: text.split('/')[0], name: text.split('/')[1] })),
    ],
    namespaces: [...known.flatMap(source => source.namespaces ?? []), ...(namespaces ?? [])],
    anyone: known.some(source => source.anyone),
  };
}

function identityOf(peer: IPeer, platform: Platform, where: string): MeshSource {
  const caller = peer.toPeer();
  const endpoint = caller._endpoint;
  const known = endpoint ? endpoint.namespace !== undefined && meshModeOf(endpoint.construct) !== MeshMode.NONE : caller._foreign(platform).source;
  if (!known) throw new Error(`${where}: ${caller._name} has no mesh identity, so that the rule would never match. Name its serviceAccounts on the peer, or leave it out.`);
  return endpoint ? { accounts: [{ namespace: endpoint.namespace!, name: endpoint.serviceAccountName }] } : caller._foreign(platform).source!;
}

function isAccount(text: string): boolean {
  const [namespace, name, ...rest] = text.split('/');
  return rest.length === 0 && name !== undefined && !dnsLabelProblem(namespace) && !dnsSubdomainProblem(name);
}
