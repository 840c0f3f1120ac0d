import { identityOf, isRecord, recordsOf, textOf, textsOf } from '../../manifest/object';
import { Selector } from '../../manifest/selectors';
import { readSelector } from '../read-selector';
import { Problem, refOf, RuleRef, SourcedObject } from '../source';

export type Action = 'ALLOW' | 'DENY' | 'CUSTOM' | 'AUDIT';

/** Fields of a source or an operation; each holds where one of its values does, `not…` where none does. */
export type Fields = Readonly<Record<string, readonly string[]>>;

export interface Condition {
  readonly key: string;
  readonly values: readonly string[];
  readonly notValues: readonly string[];
}

/** Some `from`, some `to` and every `when`; a part that is left out always holds. */
export interface AuthorizationRule {
  readonly ref: RuleRef;
  readonly from?: readonly Fields[];
  readonly to?: readonly Fields[];
  readonly when: readonly Condition[];
}

export interface TargetRef {
  readonly kind: string;
  readonly name: string;
}

/** An AuthorizationPolicy. Without rules it never matches. */
export interface AuthorizationPolicy {
  readonly ref: RuleRef;
  readonly namespace: string;
  readonly action: Action;
  /** undefined with `targets`; everything where the policy has neither. */
  readonly selector?: Selector;
  /** What waypoints and gateways it is for; sidecars and ztunnel pass such a policy over. */
  readonly targets: readonly TargetRef[];
  readonly rules: readonly AuthorizationRule[];
  /** Watched and not enforced. */
  readonly isDryRun: boolean;
}

const ACTIONS: readonly string[] = ['ALLOW', 'DENY', 'CUSTOM', 'AUDIT'];
const SOURCE_FIELDS = new Set(['principals', 'requestPrincipals', 'namespaces', 'serviceAccounts', 'ipBlocks', 'remoteIpBlocks', 'trustDomains'].flatMap(withNot));
const OPERATION_FIELDS = new Set(['hosts', 'ports', 'methods', 'paths'].flatMap(withNot));

/** The policy as Istio reads it. What istiod would refuse is reported, and the part never matches where that is the safer reading. */
export function readAuthorizationPolicy(source: SourcedObject, report: (problem: Problem) => void): AuthorizationPolicy {
  const { object } = source;
  const spec = isRecord(object.spec) ? object.spec : {};
  const wrong = (rule: string, says: string): void => report({ ref: refOf(source, rule), says });
  const action = spec.action ?? 'ALLOW';
  if (!ACTIONS.includes(textOf(action))) wrong('/spec/action', 'must be ALLOW, DENY, CUSTOM or AUDIT');
  const targets = [...recordsOf(spec.targetRefs), ...(isRecord(spec.targetRef) ? [spec.targetRef] : [])];
  if (targets.length > 0 && spec.selector !== undefined) wrong('/spec/selector', 'excludes targetRefs');
  const rules = recordsOf(spec.rules);
  if (action === 'DENY' && rules.length === 0) wrong('/spec/rules', 'is empty, and a DENY without rules denies nothing');
  const annotations = isRecord(object.metadata) && isRecord(object.metadata.annotations) ? object.metadata.annotations : {};
  return {
    ref: refOf(source, ''),
    namespace: identityOf(object).namespace ?? '',
    action: ACTIONS.includes(textOf(action)) ? action as Action : 'ALLOW',
    ...(targets.length > 0 ? {} : { selector: readSelector(spec.selector, says => wrong('/spec/selector', says)) }),
    targets: targets.map(({ kind, name }) => ({ kind: textOf(kind), name: textOf(name) })),
    isDryRun: annotations['istio.io/dry-run'] === 'true',
    rules: rules.map((rule, index) => {
      const at = `/spec/rules/${index}`;
      return {
        ref: refOf(source, at),
        ...(recordsOf(rule.from).length > 0 ? { from: recordsOf(rule.from).map(({ source: fields }, each) => readFields(fields, SOURCE_FIELDS, `${at}/from/${each}/source`, wrong)) } : {}),
        ...(recordsOf(rule.to).length > 0 ? { to: recordsOf(rule.to).map(({ operation }, each) => readFields(operation, OPERATION_FIELDS, `${at}/to/${each}/operation`, wrong)) } : {}),
        when: recordsOf(rule.when).map(({ key, values, notValues }) => ({ key: textOf(key), values: textsOf(values), notValues: textsOf(notValues) })),
      };
    }),
  };
}

function readFields(value: unknown, known: ReadonlySet<string>, at: string, wrong: (rule: string, says: string) => void): Fields {
  const fields = isRecord(value) ? Object.entries(value).filter(([, values]) => textsOf(values).length > 0) : [];
  if (fields.length === 0) wrong(at, 'is empty');
  for (const [name] of fields) if (!known.has(name)) wrong(`${at}/${name}`, 'is no field');
  return Object.fromEntries(fields.map(([name, values]) => [name, textsOf(values)]));
}


function withNot(name: string): string[] {
  return [name, `not${name[0].toUpperCase()}${name.slice(1)}`];
}
