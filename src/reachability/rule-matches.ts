import { Match, or } from './bounds';
import { Endpoint, isNode } from './endpoint';
import { PeerMatcher, PeerSpec } from './network-policy';
import { push } from '../manifest/lists';
import { textOf } from '../manifest/object';

const MATCHES: readonly Match[] = ['no', 'maybe', 'yes'];

/** Whom each rule means, found once for all endpoints: by index of labels, so that no rule is held against every endpoint. */
export class RuleMatches {
  private readonly known = new Map<object, Uint8Array>();
  private readonly byLabel = new Map<string, number[]>();
  private readonly byNamespaceLabel = new Map<string, number[]>();
  private readonly byNamespace = new Map<string, number[]>();
  /** Everybody without an address of his own, by whether he has that of a node or of a pod: to a range all of them are alike. */
  private readonly alike: Readonly<Record<'node' | 'pod', number[]>> = { node: [], pod: [] };
  private readonly external: number[] = [];
  /** Those that Services of a known address lead to. */
  private readonly served: number[] = [];
  private readonly all: number[];

  public constructor(private readonly endpoints: readonly Endpoint[], private readonly matcher: PeerMatcher) {
    this.all = endpoints.map((_, index) => index);
    for (const [index, endpoint] of endpoints.entries()) {
      push(this.byNamespace, endpoint.namespace, index);
      for (const [key, value] of Object.entries(endpoint.labels)) push(this.byLabel, `${key}\n${textOf(value)}`, index);
      for (const [key, value] of Object.entries(endpoint.namespaceLabels)) push(this.byNamespaceLabel, `${key}\n${textOf(value)}`, index);
      (endpoint.addresses ? this.external : endpoint.serviceAddresses ? this.served : this.alike[isNode(endpoint) ? 'node' : 'pod']).push(index);
    }
  }

  public of(rule: { readonly peers?: readonly PeerSpec[] }, policyNamespace: string | undefined, endpoint: number): Match {
    return rule.peers === undefined ? 'yes' : MATCHES[this.found(rule, rule.peers, policyNamespace)[endpoint]];
  }

  /** Whom the rule means or may mean; undefined: everyone. */
  public meant(rule: { readonly peers?: readonly PeerSpec[] }, policyNamespace: string | undefined): readonly number[] | undefined {
    if (rule.peers === undefined) return undefined;
    const found = this.found(rule, rule.peers, policyNamespace);
    return this.all.filter(index => found[index] > 0);
  }

  private found(rule: object, peers: readonly PeerSpec[], policyNamespace: string | undefined): Uint8Array {
    let found = this.known.get(rule);
    if (!found) this.known.set(rule, found = this.find(peers, policyNamespace));
    return found;
  }

  private find(peers: readonly PeerSpec[], policyNamespace: string | undefined): Uint8Array {
    const found = new Uint8Array(this.endpoints.length);
    const add = (index: number, match: Match): void => { found[index] = MATCHES.indexOf(or(MATCHES[found[index]], match)); };
    for (const peer of peers) {
      if (peer.block) {
        for (const same of Object.values(this.alike).filter(({ length }) => length > 0)) {
          const match = this.matcher.block(peer.block, this.endpoints[same[0]]);
          if (match !== 'no') for (const index of same) add(index, match);
        }
        for (const index of this.served) add(index, this.matcher.block(peer.block, this.endpoints[index]));
      } else {
        for (const index of this.candidates(peer, policyNamespace)) add(index, this.matcher.peer(peer, policyNamespace, this.endpoints[index]));
      }
    }
    if (peers.some(({ block }) => block)) for (const index of this.external) add(index, this.matcher.blocks(peers, this.endpoints[index]));
    return found;
  }

  private candidates({ namespaces, pods, host, every, some }: PeerSpec, policyNamespace: string | undefined): readonly number[] {
    if (host) return this.external;
    if (every || some) return this.all;
    if (pods?.pair) return this.byLabel.get(pods.pair.join('\n')) ?? [];
    if (namespaces?.pair) return this.byNamespaceLabel.get(namespaces.pair.join('\n')) ?? [];
    return namespaces ? this.all : this.byNamespace.get(policyNamespace ?? '') ?? [];
  }
}

