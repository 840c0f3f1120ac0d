import { Identity, isOfNamespace, isOfTrustDomain, isPrincipal, isServiceAccount } from './identity';
import { Action, AuthorizationRule, Condition, Fields } from './read-authorization-policy';
import { parseRange } from '../../manifest/addresses';
import { and, Bounds, either, Match, not, NOTHING, or, where } from '../bounds';
import { Block } from '../network-policy';
import { RequestSpace } from '../request-space';
import { ANY, Requests, Traffic } from '../traffic';

/** Who asks, as a rule sees it. */
export interface Caller {
  readonly identity: Identity;
  readonly isIn: (block: Block) => Match;
}

/** Who judges: a proxy that reads HTTP, or ztunnel, which reads connections alone. */
export interface Judge {
  readonly readsHttp: boolean;
  readonly space: RequestSpace;
}

const HTTP_OPERATIONS = ['methods', 'paths', 'hosts'] as const;
const HTTP_SOURCES = ['requestPrincipals', 'remoteIpBlocks'];
/** What ztunnel sees, and what the proxy of a TCP port sees besides. */
const ZTUNNEL_KEYS = ['source.ip', 'source.namespace', 'source.principal', 'destination.ip', 'destination.port'];
const PROXY_KEYS = [...ZTUNNEL_KEYS, 'source.serviceAccount', 'connection.sni'];

/**
 * What a rule means of all that a caller may ask. The same for ALLOW and DENY but for what nobody can see: an ALLOW rule with any of that, in whichever of its
 * items, is then dropped as a whole, and a DENY does without.
 */
export function ruleTraffic(rule: AuthorizationRule, action: Action, policyNamespace: string, caller: Caller, judge: Judge): Bounds {
  const isDropped = action === 'ALLOW' && asksForHttp(rule, judge);
  if (isDropped && !judge.readsHttp) return NOTHING;
  const sources = rule.from?.map(fields => sourceMatch(fields, policyNamespace, caller, judge)) ?? [{ l4: 'yes', l7: 'yes', isHttp: false } as SourceMatch];
  const conditions = rule.when.map(condition => conditionMatch(condition, caller, judge));
  const operations = rule.to ?? [undefined];
  let result: Bounds = NOTHING;
  for (const source of sources.filter(({ l4 }) => l4 !== 'no')) {
    for (const fields of operations) {
      const operation = operationTraffic(fields, judge);
      if (!operation) continue;
      const l4 = conditions.reduce((match, each) => and(match, each.l4), source.l4);
      const ports = conditions.reduce((traffic, each) => each.ports ? traffic.intersect(each.ports) : traffic, operation.ports);
      const isHttp = source.isHttp || operation.isHttp || conditions.some(each => each.isHttp);
      if (!isHttp) {
        result = either(result, where(l4, bounds(ports, isDropped ? judge.space.http : ANY)));
        continue;
      }
      if (!judge.readsHttp) {
        // Of an item ztunnel keeps what it can see; one of which it sees nothing matches nothing.
        if (!operation.isEmptyAtL4 && conditions.every(each => !each.isHttp)) result = either(result, where(l4, bounds(ports, ANY)));
        continue;
      }
      const l7 = conditions.reduce((match, each) => and(match, each.l7), and(source.l7, operation.certain));
      result = either(result, where(and(l4, l7), bounds(ports, operation.requests & judge.space.http)));
      // On a port that speaks no HTTP the proxy ignores these fields in a DENY.
      if (action !== 'ALLOW') result = either(result, where(l4, bounds(ports, judge.space.raw)));
    }
  }
  return result;
}

/** Some item of the rule asks for what is not seen in a connection. */
function asksForHttp({ from = [], to = [], when }: AuthorizationRule, { readsHttp }: Judge): boolean {
  const has = (items: readonly Fields[], names: readonly string[]): boolean => items.some(fields => names.some(name => fields[name] || fields[notName(name)]));
  return has(from, HTTP_SOURCES) || has(to, HTTP_OPERATIONS) || when.some(({ key }) => !keysSeen(readsHttp).includes(key));
}

function keysSeen(readsHttp: boolean): readonly string[] {
  return readsHttp ? PROXY_KEYS : ZTUNNEL_KEYS;
}

interface SourceMatch {
  readonly l4: Match;
  /** What depends on the request's token or headers: never certain. */
  readonly l7: Match;
  readonly isHttp: boolean;
}

function sourceMatch(fields: Fields, policyNamespace: string, { identity, isIn }: Caller, { readsHttp }: Judge): SourceMatch {
  const tests: Readonly<Record<string, (values: readonly string[]) => Match>> = {
    principals: values => isPrincipal(identity, values),
    namespaces: values => isOfNamespace(identity, values),
    serviceAccounts: values => isServiceAccount(identity, values, policyNamespace),
    // istiod does not tell ztunnel of these.
    ...readsHttp ? { trustDomains: values => isOfTrustDomain(identity, values) } : {},
    ipBlocks: values => isInBlocks(values, isIn),
  };
  const isHttp = HTTP_SOURCES.some(name => fields[name] || fields[notName(name)]);
  // An item that asks for nothing means nobody; so does, to ztunnel, one of which it sees nothing.
  const seen = Object.entries(tests).flatMap(([name, test]) => [
    ...(fields[name] ? [test(fields[name])] : []), ...(fields[notName(name)] ? [not(test(fields[notName(name)]))] : []),
  ]);
  const isBlind = seen.length === 0 && (!isHttp || !readsHttp);
  return { l4: isBlind ? 'no' : seen.reduce(and, 'yes' as Match), l7: isHttp ? 'maybe' : 'yes', isHttp: isHttp && readsHttp };
}

interface Operation {
  readonly ports: Traffic;
  readonly requests: Requests;
  readonly isHttp: boolean;
  /** Nothing is left of it for those who read no HTTP. */
  readonly isEmptyAtL4: boolean;
  /** A path template means fewer requests than the prefix before it. */
  readonly certain: Match;
}

/** undefined: it asks for nothing, and means nothing. */
function operationTraffic(fields: Fields | undefined, { space }: Judge): Operation | undefined {
  if (!fields) return { ports: Traffic.ports('TCP'), requests: ANY, isHttp: false, isEmptyAtL4: true, certain: 'yes' };
  if (Object.keys(fields).length === 0) return undefined;
  const isTemplate = (fields.paths ?? []).concat(fields.notPaths ?? []).some(path => path.includes('{'));
  const value = (name: typeof HTTP_OPERATIONS[number]) => ({ values: fields[name]?.map(withoutTemplate), not: fields[notName(name)]?.filter(text => !text.includes('{')) });
  return {
    ports: portsOf(fields.ports, fields.notPorts),
    requests: space.requests({ methods: value('methods'), paths: value('paths'), hosts: value('hosts') }),
    isHttp: HTTP_OPERATIONS.some(name => fields[name] || fields[notName(name)]),
    isEmptyAtL4: !fields.ports && !fields.notPorts,
    certain: isTemplate ? 'maybe' : 'yes',
  };
}

interface ConditionMatch extends SourceMatch {
  readonly ports?: Traffic;
}

function conditionMatch({ key, values, notValues }: Condition, { identity, isIn }: Caller, { readsHttp }: Judge): ConditionMatch {
  const test = (match: (list: readonly string[]) => Match): ConditionMatch => ({
    l4: and(values.length > 0 ? match(values) : 'yes', notValues.length > 0 ? not(match(notValues)) : 'yes'), l7: 'yes', isHttp: false,
  });
  switch (key) {
    case 'source.ip': return test(list => isInBlocks(list, isIn));
    case 'source.namespace': return test(list => isOfNamespace(identity, list));
    case 'source.principal': return test(list => isPrincipal(identity, list));
    case 'destination.port': return { l4: 'yes', l7: 'yes', isHttp: false, ports: portsOf(values.length > 0 ? values : undefined, notValues.length > 0 ? notValues : undefined) };
    default: return keysSeen(readsHttp).includes(key) ? { l4: 'maybe', l7: 'yes', isHttp: false } : { l4: 'yes', l7: 'maybe', isHttp: true };
  }
}

function portsOf(ports: readonly string[] | undefined, not_: readonly string[] | undefined): Traffic {
  const named = (texts: readonly string[]): Traffic => Traffic.union(texts.map(text => Traffic.ports('TCP', Number(text), Number(text))));
  return (ports ? named(ports) : Traffic.ports('TCP')).subtract(not_ ? named(not_) : Traffic.NONE);
}

function bounds(ports: Traffic, requests: Requests): Bounds {
  const traffic = ports.map(() => requests);
  return { must: traffic, may: traffic };
}

function isInBlocks(texts: readonly string[], isIn: (block: Block) => Match): Match {
  return texts.reduce((match: Match, text) => {
    const range = parseRange(text);
    return range ? or(match, isIn({ range, except: [] })) : match;
  }, 'no');
}

/** It denies some requests, and nothing of it is left for those who read no HTTP. */
export function isBlindToZtunnel({ from, to, when }: AuthorizationRule): boolean {
  const isHttp = (name: string): boolean => [...HTTP_OPERATIONS, ...HTTP_SOURCES].some(each => name === each || name === notName(each));
  const areHttp = (list: readonly Fields[] | undefined): boolean =>
    list !== undefined && list.every(fields => Object.keys(fields).length > 0 && Object.keys(fields).every(isHttp));
  return areHttp(from) || areHttp(to) || when.some(({ key }) => !ZTUNNEL_KEYS.includes(key));
}

/** `/a/{*}/b` lies within `/a/*`. */
function withoutTemplate(text: string): string {
  return text.includes('{') ? `${text.slice(0, text.indexOf('{'))}*` : text;
}

/** `notPaths` */
export function notName(name: string): string {
  return `not${name[0].toUpperCase()}${name.slice(1)}`;
}
