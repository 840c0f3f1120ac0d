import { AddressRange, parseRange } from '../../manifest/addresses';
import { identityOf, recordOf, recordsOf, textOf, textsOf } from '../../manifest/object';
import { Selector } from '../../manifest/selectors';
import { readSelector } from '../read-selector';
import { Problem, refOf, RuleRef, SourcedObject } from '../source';

/** A Server: one port of some pods, which then takes what is authorized and nothing else. */
export interface Server {
  readonly ref: RuleRef;
  readonly namespace: string;
  readonly name: string;
  readonly pods: Selector;
  readonly port: number | string;
  /** It says so of its port. */
  readonly isHttp: boolean;
  readonly readsHttp: boolean;
  readonly accessPolicy: string;
  readonly created: string;
}

/** A route attached to Servers: requests of some paths and methods, with authorizations of their own. */
export interface Route {
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
  readonly servers: readonly string[];
  readonly matches: readonly { readonly method?: string; readonly path?: { readonly type: string; readonly value: string } }[];
}

/** An AuthorizationPolicy: who is let through to a Server, a Namespace or a route. Every authentication must hold. */
export interface LinkerdAuthorization {
  readonly ref: RuleRef;
  readonly namespace: string;
  readonly target: { readonly kind: string; readonly name: string };
  readonly authentications: readonly { readonly kind: string; readonly name: string; readonly namespace: string }[];
}

/** Identities of mutual TLS; `*` is anyone who shows one. */
export interface MeshTls {
  readonly namespace: string;
  readonly name: string;
  readonly identities: readonly string[];
  readonly accounts: readonly { readonly namespace: string; readonly name?: string }[];
}

export interface Networks {
  readonly namespace: string;
  readonly name: string;
  readonly networks: readonly { readonly range: AddressRange; readonly except: readonly AddressRange[] }[];
}

const HTTP = new Set(['HTTP/1', 'HTTP/2', 'gRPC']);
const OPAQUE = new Set(['opaque', 'TLS']);
const ROUTE_MATCHES_MOST = ['GRPCRoute'];

export function readServer(source: SourcedObject, report: (problem: Problem) => void): Server {
  const { namespace = '', name } = identityOf(source.object);
  const spec = recordOf(source.object.spec);
  const wrong = (rule: string, says: string): void => report({ ref: refOf(source, rule), says });
  if (typeof spec.port !== 'number' && typeof spec.port !== 'string') wrong('/spec/port', 'must be a number or a name');
  const created = recordOf(source.object.metadata).creationTimestamp;
  return {
    ref: refOf(source, ''), namespace, name,
    pods: readSelector(spec.podSelector, says => wrong('/spec/podSelector', says)),
    port: spec.port as number | string,
    isHttp: HTTP.has(textOf(spec.proxyProtocol)),
    readsHttp: !OPAQUE.has(textOf(spec.proxyProtocol ?? 'unknown')),
    accessPolicy: typeof spec.accessPolicy === 'string' ? spec.accessPolicy : 'deny',
    created: typeof created === 'string' ? created : '',
  };
}

export function readRoute({ object }: SourcedObject): Route {
  const { namespace = '', name, kind } = identityOf(object);
  const spec = recordOf(object.spec);
  const rules = recordsOf(spec.rules);
  return {
    namespace, name, kind,
    servers: recordsOf(spec.parentRefs).filter(parent => parent.kind === 'Server').map(parent => textOf(parent.name)),
    matches: rules.length === 0 ? [{}] : rules.flatMap(rule => {
      const matches = recordsOf(rule.matches);
      return matches.length === 0 ? [{}] : matches.map(match => ROUTE_MATCHES_MOST.includes(kind) ? grpcMatch(recordOf(match.method)) : httpMatch(match));
    }),
  };
}

export function readLinkerdAuthorization(source: SourcedObject): LinkerdAuthorization {
  const { namespace = '' } = identityOf(source.object);
  const spec = recordOf(source.object.spec);
  const target = recordOf(spec.targetRef);
  return {
    ref: refOf(source, ''), namespace,
    target: { kind: textOf(target.kind), name: textOf(target.name) },
    authentications: recordsOf(spec.requiredAuthenticationRefs).map(ref => ({
      kind: textOf(ref.kind), name: textOf(ref.name), namespace: typeof ref.namespace === 'string' ? ref.namespace : namespace,
    })),
  };
}

export function readMeshTls({ object }: SourcedObject): MeshTls {
  const { namespace = '', name } = identityOf(object);
  const spec = recordOf(object.spec);
  return {
    namespace, name,
    identities: textsOf(spec.identities),
    accounts: recordsOf(spec.identityRefs).map(ref => ref.kind === 'Namespace'
      ? { namespace: textOf(ref.name ?? namespace) }
      : { namespace: typeof ref.namespace === 'string' ? ref.namespace : namespace, name: textOf(ref.name) }),
  };
}

export function readNetworks({ object }: SourcedObject): Networks {
  const { namespace = '', name } = identityOf(object);
  const range = (text: unknown): AddressRange[] => typeof text === 'string' ? [parseRange(text) ?? []].flat() : [];
  return {
    namespace, name,
    networks: recordsOf(recordOf(object.spec).networks).flatMap(({ cidr, except }) => range(cidr).map(each => ({
      range: each, except: (Array.isArray(except) ? except : []).flatMap(range),
    }))),
  };
}

function httpMatch({ method, path }: Record<string, unknown>): Route['matches'][number] {
  const { type = 'PathPrefix', value } = recordOf(path);
  return {
    ...(typeof method === 'string' ? { method } : {}),
    ...(typeof value === 'string' ? { path: { type: textOf(type), value } } : {}),
  };
}

function grpcMatch({ service, method }: Record<string, unknown>): Route['matches'][number] {
  if (typeof service !== 'string') return {};
  return { method: 'POST', path: typeof method === 'string' ? { type: 'Exact', value: `/${service}/${method}` } : { type: 'PathPrefix', value: `/${service}` } };
}


