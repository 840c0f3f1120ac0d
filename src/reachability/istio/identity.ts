import { Match, or } from '../bounds';
import { UNNAMED } from '../inventory';

/** Who a caller is to the mesh. */
export interface Identity {
  /** `no`: it shows none, as plaintext does. */
  readonly shown: Match;
  readonly trustDomain: string;
  /** Empty: of a namespace that nobody named. */
  readonly namespace: string;
  /** undefined: any of the namespace. */
  readonly serviceAccount?: string;
}

/** The caller is one of `values`: exact texts, `prefix*`, `*suffix`, or `*` for anyone who shows who he is. */
export function isPrincipal(identity: Identity, values: readonly string[]): Match {
  const known = `${identity.trustDomain}/ns/${identity.namespace || UNNAMED}/sa/`;
  // Istio reads the default trust domain as the mesh's own.
  const own = values.map(value => value.startsWith('cluster.local/') ? `${identity.trustDomain}${value.slice('cluster.local'.length)}` : value);
  return shown(identity, own.map(value => texts(value, known, identity.serviceAccount)));
}

export function isOfNamespace(identity: Identity, values: readonly string[]): Match {
  return shown(identity, values.map(value => texts(value, '', identity.namespace || UNNAMED)));
}

/** `namespace/name`, or a name in the namespace of the policy. */
export function isServiceAccount(identity: Identity, values: readonly string[], policyNamespace: string): Match {
  return shown(identity, values.map(value => {
    const [name, namespace = policyNamespace] = value.split('/').reverse();
    if (namespace !== identity.namespace) return 'no';
    return identity.serviceAccount === undefined ? 'maybe' : identity.serviceAccount === name ? 'yes' : 'no';
  }));
}

export function isOfTrustDomain(identity: Identity, values: readonly string[]): Match {
  return shown(identity, values.map(value => texts(value, '', identity.trustDomain)));
}

function shown(identity: Identity, matches: readonly Match[]): Match {
  const match = matches.reduce(or, 'no');
  return match === 'no' || identity.shown === 'no' ? 'no' : match === 'yes' ? identity.shown : 'maybe';
}

/** Whether a text that begins with `known`, and ends with `rest` if that is known too, matches a pattern. */
function texts(pattern: string, known: string, rest: string | undefined): Match {
  if (pattern === '*') return 'yes';
  const wanted = pattern.replace(/\*$/, '');
  if (rest !== undefined) {
    const text = known + rest;
    const matches = pattern.endsWith('*') ? text.startsWith(wanted) : pattern.startsWith('*') ? text.endsWith(pattern.slice(1)) : text === pattern;
    return matches ? 'yes' : 'no';
  }
  if (pattern.endsWith('*') && known.startsWith(wanted)) return 'yes';
  return pattern.startsWith('*') || wanted.startsWith(known) ? 'maybe' : 'no';
}
