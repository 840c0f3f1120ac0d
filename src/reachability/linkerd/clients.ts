import { LinkerdAuthorization, MeshTls, Networks } from './read-policies';
import { and, Match, or } from '../bounds';
import { Endpoint } from '../endpoint';
import { UNNAMED } from '../inventory';
import { PeerMatcher } from '../network-policy';

/** Whom Linkerd takes a caller to be. */
export class Clients {
  private readonly tls: ReadonlyMap<string, MeshTls>;
  private readonly networks: ReadonlyMap<string, Networks>;

  public constructor(tls: readonly MeshTls[], networks: readonly Networks[], private readonly matcher: PeerMatcher, private readonly trustDomain: string) {
    const byName = <T extends { namespace: string; name: string }>(list: readonly T[]): Map<string, T> => new Map(list.map(each => [`${each.namespace}/${each.name}`, each]));
    this.tls = byName(tls);
    this.networks = byName(networks);
  }

  /** The caller meets every one of the authentications; one that is not there nobody meets. */
  public all(authentications: LinkerdAuthorization['authentications'], caller: Endpoint, isMeshed: Match): Match {
    const each = authentications.map(({ kind, name, namespace }) => this.one(kind, name, namespace, caller, isMeshed));
    return each.length > 0 ? each.reduce(and) : 'no';
  }

  /** The caller is let in by a default policy: `all-unauthenticated`, `cluster-authenticated`, `deny`, … */
  public ofPolicy(policy: string, caller: Endpoint, isMeshed: Match): Match {
    const isInside: Match = caller.kind === 'external' ? 'no' : 'yes';
    switch (policy) {
      case 'all-unauthenticated': case 'audit': return 'yes';
      case 'all-authenticated': return isMeshed;
      case 'cluster-unauthenticated': return isInside;
      case 'cluster-authenticated': return and(isInside, isMeshed);
      default: return 'no';
    }
  }

  private one(kind: string, name: string, namespace: string, caller: Endpoint, isMeshed: Match): Match {
    if (kind === 'ServiceAccount') return this.isAccount(caller, isMeshed, namespace, name);
    if (kind === 'NetworkAuthentication') {
      return (this.networks.get(`${namespace}/${name}`)?.networks ?? []).reduce((match: Match, block) => or(match, this.matcher.block(block, caller)), 'no');
    }
    const tls = kind === 'MeshTLSAuthentication' ? this.tls.get(`${namespace}/${name}`) : undefined;
    if (!tls) return 'no';
    return [
      ...tls.identities.map(identity => this.isIdentity(caller, isMeshed, identity)),
      ...tls.accounts.map(account => this.isAccount(caller, isMeshed, account.namespace, account.name)),
    ].reduce(or, 'no' as Match);
  }

  /** `<account>.<namespace>.serviceaccount.identity.<control plane>.<trust domain>`, `*.` before what it ends with, or `*`. */
  private isIdentity(caller: Endpoint, isMeshed: Match, identity: string): Match {
    if (identity === '*') return isMeshed;
    const tail = `.${caller.namespace || UNNAMED}.serviceaccount.identity.linkerd.${this.trustDomain}`;
    if (identity.startsWith('*')) {
      const wanted = identity.slice(1);
      if (tail.endsWith(wanted)) return isMeshed;
      if (caller.serviceAccount === undefined) return wanted.endsWith(tail) ? and(isMeshed, 'maybe') : 'no';
      return `${caller.serviceAccount}${tail}`.endsWith(wanted) ? isMeshed : 'no';
    }
    if (!identity.endsWith(tail)) return 'no';
    return this.isAccount(caller, isMeshed, caller.namespace, identity.slice(0, -tail.length));
  }

  private isAccount(caller: Endpoint, isMeshed: Match, namespace: string, name?: string): Match {
    if (caller.namespace !== namespace || namespace === '') return 'no';
    if (name === undefined || caller.serviceAccount === name) return isMeshed;
    return caller.serviceAccount === undefined ? and(isMeshed, 'maybe') : 'no';
  }
}
