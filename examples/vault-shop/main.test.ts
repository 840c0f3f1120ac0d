import { loadAll } from 'js-yaml';
import { PLATFORMS } from './platforms';
import { Shops } from './shops';
import { HardenedApp } from 'cdk8s-hardened';
import 'cdk8s-hardened/testing';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly egress?: { readonly to: { readonly namespaceSelector?: { readonly matchLabels: Record<string, string> } }[] }[] };
}

function declared(target: string): HardenedApp {
  const app = new HardenedApp({ platform: PLATFORMS[target], quiet: true });
  new Shops().declare(app);
  return app;
}

const manifests = (target: string) => loadAll(declared(target).synthYaml()) as Manifest[];

/** Policies that let their pods call Vault. */
const callersOfVault = (target: string) => manifests(target).filter(({ kind, spec }) => kind === 'NetworkPolicy'
  && spec.egress?.some(({ to }) => to.some(({ namespaceSelector }) => namespaceSelector?.matchLabels['kubernetes.io/metadata.name'] === 'vault'))).map(({ metadata }) => metadata.name);

describe.each(Object.keys(PLATFORMS))('%s', target => {
  it('complies, with nothing waived, and what is declared is what can be reached', () => expect(declared(target)).toBeHardened());

  it('is what is reviewed, file by file', () => expect(declared(target).node.findChild('shop')).toMatchManifests());

  it('reaches Vault where an agent asks it, and nowhere else', () => {
    expect(callersOfVault(target)).toEqual(target === 'vault-agent' ? ['orders', 'payments', 'web'] : []);
  });

  it('has no Secret in the tree', () => expect(manifests(target).filter(({ kind }) => kind === 'Secret')).toEqual([]));
});
