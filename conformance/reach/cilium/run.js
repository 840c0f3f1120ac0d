// Holds every CiliumNetworkPolicy of trees against Cilium's own code, and broken twins of each, which it must refuse; then asks its policy engine and our
// evaluator about the same packets. Usage: node run.js TREE…
const { execFileSync } = require('node:child_process');
const { join } = require('node:path');
const { nameOf, objectsIn, treesIn } = require('../../kubernetes/tree.js');
const { Tally } = require('../../tally.js');

const binary = execFileSync(join(__dirname, '..', 'build.sh'), ['cilium'], { stdio: ['ignore', 'pipe', 'inherit'] }).toString().trim();
const tally = new Tally('cilium');
const { comparePackets } = require('./packets.js');

/** What Cilium says of each object; empty where nothing is wrong. */
function answers(objects) {
  return JSON.parse(execFileSync(binary, ['check'], { input: JSON.stringify(objects), encoding: 'utf8' }));
}

/** One fault each, of a kind that the API server does not see, or that only a strict reader sees. */
const FAULTS = {
  'two kinds of peer in one rule': spec => { spec.egress[0].toCIDR = ['203.0.113.0/24']; },
  'names on ingress': spec => { spec.ingress = [{ fromEntities: ['all'], toPorts: [{ ports: [{ port: '53' }], rules: { dns: [{ matchName: 'a.example' }] } }] }]; },
  'a port that is none': spec => { spec.egress[0].toPorts[0].ports[0].port = '70000'; },
  'a misspelt field': spec => { spec.egress[0].toPort = spec.egress[0].toPorts; },
  'a pattern for a name': spec => { spec.egress.find(rule => rule.toFQDNs).toFQDNs[0].matchName = '*.example'; },
};

for (const tree of process.argv.slice(2).flatMap(treesIn)) {
  const policies = objectsIn(tree).filter(({ kind, apiVersion }) => kind === 'CiliumNetworkPolicy' && apiVersion === 'cilium.io/v2');
  console.log(`${tree}: ${policies.length} CiliumNetworkPolicies`);
  if (policies.length === 0) continue;
  answers(policies).forEach((says, index) => tally.check(`${tree}, ${nameOf(policies[index])}`, says === '' ? [] : [says]));
  for (const [fault, change] of Object.entries(FAULTS)) {
    const twins = policies.map(policy => structuredClone(policy));
    twins.forEach(({ spec }) => change(spec));
    answers(twins).forEach((says, index) => tally.check(`${tree}, ${nameOf(policies[index])} with ${fault}`, says === '' ? ['Cilium takes it'] : []));
  }
}
comparePackets(binary, process.argv.slice(2).flatMap(treesIn), tally);
tally.close();
