// What an evaluator may get wrong. The judge must tell each of these from a right one; each changes what our evaluator reads and not what the engine does.
const map = (value, change) => {
  if (Array.isArray(value)) return value.map(each => map(each, change));
  if (value === null || typeof value !== 'object') return value;
  return change(Object.fromEntries(Object.entries(value).map(([key, each]) => [key, map(each, change)])));
};
const specs = change => objects => objects.map(object => object.kind.endsWith('NetworkPolicy') ? { ...object, spec: change(object.spec, object.kind) } : object);
const everywhere = change => specs(spec => map(spec, change));

const mutants = {
  'takes NotIn for In': everywhere(each => each.operator === 'NotIn' ? { ...each, operator: 'In' } : each),
  'holds no label to be no match of NotIn': everywhere(each => Array.isArray(each.matchExpressions)
    ? { ...each, matchExpressions: each.matchExpressions.flatMap(one => one.operator === 'NotIn' ? [one, { key: one.key, operator: 'Exists' }] : [one]) } : each),
  'passes over except': everywhere(({ except: _, ...each }) => each),
  'passes over endPort': everywhere(({ endPort: _, ...each }) => each),
  'opens every protocol where none is said': everywhere(each => 'port' in each && !each.protocol ? { ...each, protocol: 'UDP' } : each),
  'ORs the two selectors of one peer': everywhere(each => each.podSelector && each.namespaceSelector && each.tier === undefined ? { namespaceSelector: each.namespaceSelector } : each),
  'holds both directions whatever policyTypes say': specs((spec, kind) => kind === 'NetworkPolicy' ? { ...spec, policyTypes: ['Ingress', 'Egress'] } : spec),
  'takes Pass for Accept': everywhere(each => each.action === 'Pass' ? { ...each, action: 'Accept' } : each),
  'turns the priorities around': specs((spec, kind) => kind === 'NetworkPolicy' ? spec : { ...spec, priority: 1000 - spec.priority }),
  'takes the Baseline for Admin': specs((spec, kind) => kind === 'NetworkPolicy' ? spec : { ...spec, tier: 'Admin' }),
};

module.exports = { mutants };
