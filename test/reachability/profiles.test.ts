import { pod, policy } from './harness';
import { parseManifests } from '../../src/manifest/yaml';
import { ask } from '../../src/reachability/ask';
import { DEFAULT_ENVIRONMENT, Environment } from '../../src/reachability/environment';
import { Profiles } from '../../src/reachability/profiles';
import { Traffic } from '../../src/reachability/traffic';

const PODS = [pod('a/web', { app: 'web' }), pod('a/db', { app: 'db' })];
const EVERYWHERE = policy('a', '{ podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }');
const TEN = policy('a', '{ podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }], ports: [{ port: 80 }] }] }');

function answerOf(documents: readonly string[], environment: Partial<Environment> = {}) {
  const profiles = new Profiles(parseManifests(documents.join('\n---\n')).map(object => ({ object })), { ...DEFAULT_ENVIRONMENT, ...environment });
  const [web, db] = profiles.endpoints;
  const flow = profiles.flow(web, db);
  return [ask(flow.bounds, undefined, { protocol: 'TCP', port: 80 }).verdict, profiles.unknowns(flow, Traffic.ports('TCP', 80, 80))];
}

it.each([
  ['where no policy holds it', PODS, {}, 'allowed', []],
  ['on the network plugin, where a range means every address', [...PODS, EVERYWHERE], {}, 'depends', ['cni']],
  ['on the network plugin, where the pods are known to be in the range', [...PODS, TEN], { podCidrs: ['10.2.0.0/16'] }, 'depends', ['cni']],
  ['on addresses that nobody knows', [...PODS, TEN], {}, 'depends', ['network']],
  ['on nothing, where the pods are known to be elsewhere', [...PODS, TEN], { podCidrs: ['172.16.0.0/16'] }, 'denied', []],
])('what an answer depends on %s', (_, documents, environment, verdict, unknowns) => expect(answerOf(documents, environment)).toEqual([verdict, unknowns]));

test('flows are those that some profile lets through, in the order of the endpoints', () => {
  const profiles = new Profiles(parseManifests([...PODS, EVERYWHERE].join('\n---\n')).map(object => ({ object })), DEFAULT_ENVIRONMENT);
  const flows = profiles.flows().map(({ from, to }) => `${from.id} ${to.id}`);
  expect(flows).toContain('a/Pod/web a/Pod/db');
  const ids = profiles.endpoints.map(({ id }) => id);
  expect(flows).toEqual(ids.flatMap(from => ids.map(to => `${from} ${to}`)).filter(pair => flows.includes(pair)));
});
