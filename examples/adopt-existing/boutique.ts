import { join } from 'node:path';
import { Include } from 'cdk8s';
import { HardenedApp, Hardening, HardeningReport, IsolatedNamespace } from 'cdk8s-hardened';

/** The published YAML and its published network policies, unchanged, in a namespace that is closed by default; then hardened as it stands. */
export function adoptBoutique(app: HardenedApp): HardeningReport {
  const namespace = new IsolatedNamespace(app, 'boutique', { owner: 'team-shop' });
  const upstream = new Include(namespace, 'upstream', { url: join(__dirname, 'upstream.yaml') });
  new Include(namespace, 'policies', { url: join(__dirname, 'upstream-network-policies.yaml') });
  return Hardening.apply(upstream);
}
