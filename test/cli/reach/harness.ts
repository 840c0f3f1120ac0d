import * as fc from 'fast-check';
import { objectsOf } from '../../../src/cli/input';
import { judgedObjects } from '../../../src/cli/locate';
import { ReachReport, reachReport } from '../../../src/cli/reach/report';
import { CNIS, DEFAULT_ENVIRONMENT, Environment } from '../../../src/reachability/environment';
import { Profiles } from '../../../src/reachability/profiles';
import { namespace, pod, policy } from '../../reachability/harness';
import { HOSTILE } from '../harness';

export const TOOL = { name: 'cdk8s-hardened', version: '1.2.3' };

/** What `reach` finds in a set of documents. */
export function reportOf(documents: readonly string[], environment: Partial<Environment> = {}, all = true): ReachReport {
  const objects = judgedObjects(objectsOf({ file: 'shop/all.yaml', text: documents.map(each => `---\n${each}\n`).join('') }).objects);
  const whole = { ...DEFAULT_ENVIRONMENT, podCidrs: ['10.0.0.0/8'], ...environment };
  const without = whole.mesh === 'none' ? undefined : new Profiles(objects, { ...whole, mesh: 'none' }, CNIS);
  return reachReport(objects, new Profiles(objects, whole, CNIS), without, { all }, [], TOOL);
}

/** web may call db on 5432, a range may call web, and nobody else calls anybody. */
export const SHOP = [
  namespace('shop'), pod('shop/web', { app: 'web' }), pod('shop/db', { app: 'db' }),
  policy('shop', '{ podSelector: {}, policyTypes: [Ingress, Egress] }', 'default-deny'),
  policy('shop', '{ podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress, Egress], ingress: [{ from: [{ ipBlock: { cidr: 203.0.113.0/24 } }], ports: [{ port: 8080 }] }], egress: [{ to: [{ podSelector: { matchLabels: { app: db } } }], ports: [{ port: 5432 }] }] }', 'web'),
  policy('shop', '{ podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 5432 }] }] }', 'db'),
];

/** Names that would be markup wherever they are not escaped. */
export const HOSTILE_SHOP = [JSON.stringify({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: HOSTILE, namespace: '"]; x -> y [label="' }, spec: { containers: [] },
})];

const labels = fc.constantFrom('{}', '{ matchLabels: { app: a } }', '{ matchLabels: { app: b } }');
const peer = fc.oneof(
  labels.map(selector => `{ podSelector: ${selector} }`), fc.constantFrom('n0', 'n1', 'elsewhere').map(name => `{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${name} } } }`),
  fc.constantFrom('10.0.0.0/8', '0.0.0.0/0', 'broken').map(cidr => `{ ipBlock: { cidr: ${cidr} } }`), fc.constant('{ podSelector: { matchLabels: { role: other } } }'),
);
const port = fc.constantFrom('{ port: 80 }', '{ port: 53, protocol: UDP }', '{ port: 8000, endPort: 8100 }', '{ port: http }');
const rule = (end: string) => fc.record({ peers: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) }).map(({ peers, ports }) => `{ ${end}: [${peers.join()}], ports: [${ports.join()}] }`);
const policies = fc.array(fc.record({ home: fc.nat(1), selector: labels, ingress: fc.array(rule('from'), { maxLength: 2 }), egress: fc.array(rule('to'), { maxLength: 2 }) }), { maxLength: 4 });

/** Trees with policies of every kind, broken ones too. */
export const trees = policies.map(list => [
  namespace('n0'), namespace('n1'), pod('n0/a', { app: 'a' }, 'http:8080'), pod('n0/b', { app: 'b' }), pod('n1/a', { app: 'a' }),
  ...list.map(({ home, selector, ingress, egress }, index) => policy(`n${home}`, `{ podSelector: ${selector}, policyTypes: [Ingress, Egress], ingress: [${ingress.join()}], egress: [${egress.join()}] }`, `p${index}`)),
]);

/** Many workloads, each of which may call each: `sizes` of them, namespace by namespace. */
export function crowd(sizes: readonly number[], name: (namespaceIndex: number, index: number) => string): string[] {
  return sizes.flatMap((size, home) => Array.from({ length: size }, (_, index) => JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: `namespace-${home}`, name: name(home, index) }, spec: { containers: [] } })));
}
