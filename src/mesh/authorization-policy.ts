import { Construct } from 'constructs';
import { authorizationRules, MeshAllowance } from './istio/authorization-rules';
import { describePort, Endpoint, EndpointPort, Protocol } from '../connectivity/endpoint';
import { ConnectionGraph } from '../connectivity/graph';
import { checkHttpMatch, HttpMatch, isHttpPort, normalHttpMatch } from '../connectivity/http-match';
import { MeshMode, meshModeOf, namespaceFactsOf } from '../connectivity/namespace-facts';
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

/** Requests to some ports of the target. What is left out matches anything. */
export interface MeshOperation extends HttpMatch {
  /**
   * Ports of the target, by name or container port.
   * @default - every port
   */
  readonly ports?: (string | number)[];
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
    checkMesh(platform.serviceMesh.kind, props, where);
    const target = props.target.toPeer()._endpoint;
    if (!target) throw new Error(`${where}: target is no workload of this app: policies of others are theirs to write. Name a workload.`);
    if (target.construct.node.root !== this.node.root) throw new Error(`${where}: target is of another app. Declare the policy there.`);
    if (meshModeOf(target.construct) === MeshMode.NONE) throw new Error(`${where}: the namespace of ${target.construct.node.path} is outside the mesh, where nothing holds this policy. Leave it out.`);
    const name = props.name ?? id;
    const problem = dnsSubdomainProblem(name);
    if (problem) throw new Error(`${where}: the name '${name}' ${problem}. Give another id, or set \`name\`.`);
    const action = props.action ?? MeshAction.ALLOW;
    checkState(props, action, where);
    const allowances = (props.rules ?? []).flatMap((rule, index) => allowancesOf(rule, target, platform, `${where}: rules[${index}]`));
    if (action !== MeshAction.AUDIT) ConnectionGraph.of(this).holdByHand(target);
    const rules = props.allowAnyone ? [{}] : authorizationRules(allowances, platform.serviceMesh.trustDomain);
    emit(this, 'Resource', {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name, namespace: target.namespace, labels: target.labels, annotations: waveAnnotations(platform, SYNC_WAVES.ALLOW) },
      spec: { selector: { matchLabels: target.selector }, action, ...(rules.length > 0 ? { rules } : {}) },
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
  if (action === MeshAction.AUDIT) throw new Error(`${where}: in ambient mode ztunnel holds this policy, and knows no AUDIT. Leave it out.`);
}

function checkState({ rules, allowAnyone }: MeshAuthorizationPolicyProps, action: MeshAction, where: string): void {
  if (rules?.length === 0) throw new Error(`${where}: rules is an empty list. Leave it out to refuse every call, write allowAnyone: true to let every call through, or name rules.`);
  if (allowAnyone && rules) throw new Error(`${where}: allowAnyone makes every rule idle. Keep one of the two.`);
  if (action === MeshAction.ALLOW) return;
  if (allowAnyone) throw new Error(`${where}: allowAnyone is for ALLOW. To refuse every call, write an ALLOW without rules.`);
  if (!rules) throw new Error(`${where}: ${action} without rules never matches, so that it does nothing. Name rules; to refuse every call, write an ALLOW without rules.`);
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

function operationOf({ ports, ...http }: MeshOperation, target: Endpoint, where: string, given: boolean): Omit<MeshAllowance, 'source'> {
  if (!given) return { ports: [], http: [] };
  if (ports?.length === 0) throw new Error(`${where}: ports is an empty list. Name ports, or leave it out for all.`);
  const called = ports?.map(port => portOf(port, target, where));
  if (Object.values(http).every(value => value === undefined)) {
    if (!called) throw new Error(`${where}: matches everything. Name ports, methods, paths or hosts, or leave \`to\` out.`);
    return { ports: called.map(port => port.containerPort), http: [] };
  }
  checkHttpMatch(http, where);
  // An ALLOW that asks for HTTP on a TCP port never matches; a DENY refuses all of the port. So the ports always stand beside what is asked of them.
  const meant = called ?? target.ports.filter(({ protocol }) => protocol === Protocol.TCP);
  const blind = meant.find(port => !isHttpPort(port));
  if (blind || meant.length === 0) {
    const name = target.construct.node.path;
    throw new Error(`${where}: methods, paths and hosts need HTTP, which ${blind ? `port '${blind.name}' of ${name} does not say that it speaks` : `${name} has no port for`}. `
      + "Set appProtocol there ('http', 'http2' or 'grpc'), name the ports that have it, or leave them out.");
  }
  return { ports: meant.map(port => port.containerPort), http: [normalHttpMatch(http)] };
}

function portOf(asked: string | number, target: Endpoint, where: string): EndpointPort {
  const found = target.ports.find(port => (port.name === asked || port.containerPort === asked) && port.protocol === Protocol.TCP);
  if (found) return found;
  throw new Error(`${where}: ${target.construct.node.path} has no TCP port '${asked}', and the mesh carries TCP alone; it has ${target.ports.map(describePort).join(', ') || 'no ports'}. Write one of their names or container ports.`);
}

function isAccount(text: string): boolean {
  const [namespace, name, ...rest] = text.split('/');
  return rest.length === 0 && name !== undefined && !dnsLabelProblem(namespace) && !dnsSubdomainProblem(name);
}
