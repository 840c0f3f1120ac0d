import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { declareConnections } from './connections';
import { platform } from './platform';
import { declareSecrets } from './secrets';
import { Shop } from './shop';
import { HardenedApp } from 'cdk8s-hardened';
import { findingsOf } from 'cdk8s-hardened/testing';

interface Selector { readonly matchLabels: Record<string, string> }
interface Peer { readonly podSelector?: Selector; readonly namespaceSelector?: Selector }
interface Policy {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly ingress?: { from?: Peer[]; ports?: { port: number }[] }[];
    readonly egress?: { to?: Peer[] }[];
  };
}
interface Deployment {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly template: { readonly spec: { readonly containers: { readonly env?: object[] }[] } } };
}

function shopApp(): { app: HardenedApp; shop: Shop } {
  const app = new HardenedApp({ platform, quiet: true });
  const shop = new Shop(app, 'shop');
  declareConnections(shop);
  declareSecrets(shop);
  return { app, shop };
}

/** `caller -> callee:port` for every rule that names a pod of the shop; `anyone -> callee` for a rule that names nobody. */
function callsIn(policies: readonly Policy[], label: string): string[] {
  return policies.flatMap(({ metadata: { name }, spec }) => (spec.ingress ?? []).flatMap(({ from, ports = [] }) => {
    if (from === undefined) return [`anyone -> ${name}`];
    const callers = from.flatMap(({ podSelector }) => podSelector?.matchLabels[label] ?? []);
    return callers.flatMap(caller => ports.map(({ port }) => `${caller} -> ${name}:${port}`));
  })).sort();
}

const upstream = (loadAll(readFileSync(join(__dirname, '..', 'adopt-existing', 'upstream-network-policies.yaml'), 'utf8')) as (Policy | null)[])
  .filter((policy): policy is Policy => policy?.kind === 'NetworkPolicy');
const ours = (loadAll(shopApp().app.synthYaml()) as Policy[]).filter(({ kind }) => kind === 'NetworkPolicy');

describe('the shop', () => {
  it('complies, waivers signed', () => expect(shopApp().app).toBeHardened());

  it('is what is reviewed, file by file', () => expect(shopApp().shop).toMatchManifests());

  it('lets call whom the published policies let call, and one caller where they let anyone', () => {
    const [published, declared] = [callsIn(upstream, 'app'), callsIn(ours, 'app.kubernetes.io/name')];
    expect(published.filter(call => !declared.includes(call))).toEqual(['anyone -> frontend']);
    expect(declared.filter(call => !published.includes(call))).toEqual(['loadgenerator -> frontend:8080']);
  });

  it('closes egress, which the published policies leave open for every workload', () => {
    const open = (policies: readonly Policy[]): string[] =>
      policies.filter(({ spec }) => spec.egress?.some(rule => rule.to === undefined)).map(({ metadata }) => metadata.name);
    expect(open(upstream)).toHaveLength(12);
    expect(open(ours)).toEqual([]);
  });

  it('gives each caller the address of what it may call', () => {
    const deployments = loadAll(shopApp().app.synthYaml()) as Deployment[];
    const checkout = deployments.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'checkoutservice');
    expect(checkout?.spec.template.spec.containers[0].env).toEqual(expect.arrayContaining([
      { name: 'EMAIL_SERVICE_ADDR', value: 'emailservice:5000' },
      { name: 'PAYMENT_SERVICE_ADDR', value: 'paymentservice:50051' },
    ]));
  });
});

describe('the README', () => {
  const readme = readFileSync(join(__dirname, 'README.md'), 'utf8');
  const published = ['upstream.yaml', 'upstream-network-policies.yaml'].map(file => readFileSync(join(__dirname, '..', 'adopt-existing', file), 'utf8')).join('\n---\n');

  it('counts objects and findings as they are', () => {
    const objects = (loadAll(published) as unknown[]).filter(document => document !== null && document !== undefined).length;
    expect(readme).toContain(`| published YAML and network policies | ${objects} | ${findingsOf(published, { profile: 'hardened' }).length} |`);
    expect(readme).toContain(`| this app | ${loadAll(shopApp().app.synthYaml()).length} | ${findingsOf(shopApp().app).length}, two waivers |`);
  });
});
