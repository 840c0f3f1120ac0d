import { Construct } from 'constructs';
import { MeshOperation, operationOf } from './istio/operations';
import { checkIssuers, jwtRules, TokenIssuer } from './istio/token-issuers';
import { Connections } from '../connectivity/connections';
import { Endpoint, EndpointPort, Protocol } from '../connectivity/endpoint';
import { ConnectionGraph } from '../connectivity/graph';
import { checkHttpMatch, isHttpPort } from '../connectivity/http-match';
import { isObserved, meshKindOf, MeshMode, meshModeOf } from '../connectivity/namespace-facts';
import { IPeer } from '../connectivity/peer';
import { dnsSubdomainProblem } from '../manifest/names';
import { SYNC_WAVES, waveAnnotations } from '../platform/delivery-marks';
import { emit } from '../platform/emit';
import { Platform } from '../platform/platform';
import { ServiceMeshKind } from '../platform/service-mesh';

/** A claim that a token must hold. */
export interface TokenClaim {
  /** Name of the claim; parts of a nested one are joined by '.': `realm_access.roles`. */
  readonly name: string;
  /** Values, any one of which is enough. Of a claim that is a list, one item is. */
  readonly values: string[];
}

/** Requests that need more than a token. */
export interface TokenRule {
  /** Claims, each of which must be held. */
  readonly claims: TokenClaim[];
  /**
   * What is asked for.
   * @default - every request
   */
  readonly to?: MeshOperation[];
}

/** Which requests to a workload need a token. */
export interface MeshTokenPolicyProps {
  /** The workload that is called. */
  readonly target: IPeer;
  /** Who issues tokens. A token of any of them will do. */
  readonly issuers: TokenIssuer[];
  /**
   * Name of the objects.
   * @default - the construct id
   */
  readonly name?: string;
  /**
   * Ports that need a token, by name or container port. They must say that they speak HTTP.
   * @default - every TCP port
   */
  readonly ports?: (string | number)[];
  /**
   * Paths that need none, such as `/healthz` or `/public/*`.
   * @default - none
   */
  readonly exceptPaths?: string[];
  /**
   * Requests that need certain claims.
   * @default - none: a token is enough
   */
  readonly rules?: TokenRule[];
}

/**
 * Requests to a workload need a token (JWT) of a known issuer: Istio's RequestAuthentication, which alone lets requests without any token pass, and beside
 * it the policy that refuses them. It only narrows: who may call at all is still said by connections.
 */
export class MeshTokenPolicy extends Construct {
  public constructor(scope: Construct, id: string, props: MeshTokenPolicyProps) {
    super(scope, id);
    const where = this.node.path;
    const platform = Platform.of(this);
    const target = targetOf(this, platform, props, where);
    const isAmbient = meshKindOf(target.construct) === ServiceMeshKind.ISTIO_AMBIENT;
    const name = props.name ?? id;
    const problem = dnsSubdomainProblem(name);
    if (problem) throw new Error(`${where}: the name '${name}' ${problem}. Give another id, or set \`name\`.`);
    checkIssuers(props.issuers, where);
    const ports = portsOf(props, target, where);
    if (props.exceptPaths) checkHttpMatch({ paths: props.exceptPaths }, `${where}: exceptPaths`);
    const metadata = { name, namespace: target.namespace, labels: target.labels, annotations: waveAnnotations(platform, SYNC_WAVES.ALLOW) };
    // A waypoint knows the port that was called, which is that of the Service.
    const numberOf = ({ containerPort, servicePort }: EndpointPort): number => isAmbient ? servicePort : containerPort;
    const holds = isAmbient ? { targetRefs: [{ group: '', kind: 'Service', name: target.serviceName }] } : { selector: { matchLabels: target.selector } };
    ConnectionGraph.of(this).holdByHand(target);
    emit(this, 'RequestAuthentication', { apiVersion: SECURITY, kind: 'RequestAuthentication', metadata, spec: { ...holds, jwtRules: jwtRules(props.issuers) } });
    emit(this, 'Resource', {
      apiVersion: SECURITY, kind: 'AuthorizationPolicy', metadata, spec: { ...holds, action: 'DENY', rules: denials(props, ports, target, numberOf, where) },
    });
    if (!isAmbient) {
      // What it asks is not known here: with paths that need no token, it may be one of them.
      const isScraped = (): boolean => !props.exceptPaths
        && Connections._of(target)._callers.some(caller => caller.pastWaypoint && caller.ports.some(port => ports.includes(port)));
      const says = `${where}: Prometheus scrapes a port of ${target.construct.node.path} that needs a token, and has none. Give metrics a port of their own, or name their path in exceptPaths.`;
      this.node.addValidation({ validate: () => isScraped() ? [says] : [] });
      return;
    }
    this.node.addValidation({
      validate: () => Connections._of(target)._waypoint !== undefined ? [] : [`${where}: in ambient mode a waypoint alone reads tokens, and no call of ${target.construct.node.path} goes through one. `
        + 'Say http on its edges, such as http: [{ paths: [\'/*\'] }], or leave this out.'],
    });
  }
}

const SECURITY = 'security.istio.io/v1';

function targetOf(scope: Construct, platform: Platform, { target }: MeshTokenPolicyProps, where: string): Endpoint {
  if (!platform.hasMesh) throw new Error(`${where}: the platform has no mesh that reads tokens. Set platform.serviceMesh to ServiceMesh.istioSidecar(), or leave it out.`);
  if (platform.serviceMesh.kind === ServiceMeshKind.LINKERD) throw new Error(`${where}: Linkerd reads no tokens. Have the workload check them, or use Istio.`);
  const endpoint = target.toPeer()._endpoint;
  if (!endpoint || endpoint.construct.node.root !== scope.node.root) throw new Error(`${where}: target is no workload of this app: policies of others are theirs to write. Name a workload.`);
  if (meshModeOf(endpoint.construct) === MeshMode.NONE) throw new Error(`${where}: the namespace of ${endpoint.construct.node.path} is outside the mesh, where nothing reads tokens. Leave it out.`);
  if (isObserved(endpoint.construct)) throw new Error(`${where}: the namespace of ${endpoint.construct.node.path} is observed, and Istio refuses false tokens without a dry run. Leave it out until its enforcement is PERMISSIVE.`);
  return endpoint;
}

function portsOf({ ports }: MeshTokenPolicyProps, target: Endpoint, where: string): EndpointPort[] {
  if (ports?.length === 0) throw new Error(`${where}: ports is an empty list. Name ports, or leave it out for all.`);
  const name = target.construct.node.path;
  const meant = target.ports.filter(port => ports ? ports.includes(port.name) || ports.includes(port.containerPort) : port.protocol === Protocol.TCP);
  const unknown = ports?.find(asked => !target.ports.some(port => port.name === asked || port.containerPort === asked));
  if (unknown !== undefined) throw new Error(`${where}: ${name} has no port '${unknown}'; it has ${target.ports.map(port => port.name).join(', ') || 'no ports'}.`);
  const blind = meant.find(port => !isHttpPort(port));
  if (blind) throw new Error(`${where}: port '${blind.name}' of ${name} does not say that it speaks HTTP, and there is no token elsewhere: each call would be refused. Set its appProtocol, or name the ports that need a token.`);
  if (meant.length === 0) throw new Error(`${where}: ${name} has no TCP ports, so that nobody calls it. Leave it out.`);
  return meant;
}

/** Each rule refuses those who lack one thing: no token, or a claim. A DENY is held whatever else allows the call, so that edges stay as they are. */
function denials(
  { issuers, exceptPaths, rules = [] }: MeshTokenPolicyProps, ports: readonly EndpointPort[], target: Endpoint,
  numberOf: (port: EndpointPort) => number, where: string,
): object[] {
  const named = { ports: ports.map(numberOf).map(String) };
  const withoutToken = {
    from: [{ source: { notRequestPrincipals: issuers.map(({ issuer }) => `${issuer}/*`).sort() } }],
    to: [{ operation: { ...named, ...(exceptPaths ? { notPaths: [...exceptPaths].sort() } : {}) } }],
  };
  return [withoutToken, ...rules.flatMap(({ claims, to }, index) => {
    const at = `${where}: rules[${index}]`;
    if (claims.length === 0) throw new Error(`${at}: claims is an empty list. Name claims, or leave the rule out.`);
    if (to?.length === 0) throw new Error(`${at}: to is an empty list, which Istio reads as everything. Name operations, or leave it out.`);
    const operations = (to ?? [{}]).map((operation, number) => {
      const { ports: asked, http } = operationOf(operation, target, `${at}.to[${number}]`, to !== undefined);
      const meant = asked.length === 0 ? named.ports : target.ports.filter(({ containerPort }) => asked.includes(containerPort)).map(numberOf).map(String);
      return { operation: { ports: meant, ...http[0] } };
    });
    return claims.map(claim => ({ to: operations, when: [{ key: claimKey(claim, at), notValues: [...claim.values].sort() }] }));
  })];
}

function claimKey({ name, values }: TokenClaim, where: string): string {
  if (!/^[\w-]+(\.[\w-]+)*$/.test(name)) throw new Error(`${where}: the claim '${name}' is none. Write its name, and join the parts of a nested one by '.'.`);
  if (values.length === 0 || values.some(value => value.trim() === '')) throw new Error(`${where}: the values of the claim '${name}' are empty. Name those that are enough.`);
  return `request.auth.claims${name.split('.').map(part => `[${part}]`).join('')}`;
}
