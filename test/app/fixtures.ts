import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Construct } from 'constructs';
import { HardenedApp, HardenedAppProps, HardenedDeployment, HardenedDeploymentProps, IsolatedNamespace, Probe } from '../../src';

export const TODAY = '2026-11-24';
export const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
/** A field that every pod of ours has, for tests that weaken one. */
export const READ_ONLY = '/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem';
export const WAIVER = { reason: 'The vendor writes beside its binary.', owner: 'team-shop', expires: '2027-06-30' };
export const PLATFORM = { registries: ['registry.example'] };

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'cdk8s-hardened-test-'));
}

export function cart(scope: Construct, props: Partial<HardenedDeploymentProps> = {}, id = 'cart'): HardenedDeployment {
  return new HardenedDeployment(scope, id, {
    image: `cart:1.2.3@${DIGEST}`,
    ports: [{ name: 'http', containerPort: 8080 }],
    size: { cpu: '100m', memory: '128Mi' },
    readinessProbe: Probe.fromHttpGet('/ready', 'http'),
    ...props,
  });
}

/** An app of one namespace with one workload, writing into a folder of its own. */
export function shopApp(props: HardenedAppProps = {}): { app: HardenedApp; shop: IsolatedNamespace; workload: HardenedDeployment; outdir: string } {
  const outdir = props.outdir ?? join(temporaryFolder(), 'deploy');
  const app = new HardenedApp({ platform: PLATFORM, quiet: true, today: TODAY, ...props, outdir });
  const shop = new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
  return { app, shop, workload: cart(shop), outdir };
}

/** Every file below a folder with its content. */
export function filesIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  return Object.fromEntries(files.map(entry => join(entry.parentPath ?? entry.path, entry.name)).sort()
    .map(path => [relative(folder, path), readFileSync(path, 'utf8')]));
}

/** The message of the error that an action must throw. */
export function messageOf(action: () => void): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected an error');
}
