import { Delivery } from './choices';
import { Platform } from './platform';

/** Order in which Argo CD syncs what this library emits. An allow stands before the deny that it answers: no sync cuts traffic that was declared. */
export const SYNC_WAVES = { NAMESPACE: -20, LIMITS: -15, ALLOW: -10, DENY: -9, SECRETS: -5 } as const;

/** The mark that puts an object into its place in a sync; none where the delivery tool knows no order of that kind. */
export function waveAnnotations(platform: Platform, wave: number): Record<string, string> {
  return platform.delivery === Delivery.ARGO_CD ? { 'argocd.argoproj.io/sync-wave': `${wave}` } : {};
}

/** The mark that keeps an object, and the data behind it, when it disappears from the tree: a slip in Git must not delete a namespace. */
export function keepAnnotations(platform: Platform): Record<string, string> {
  switch (platform.delivery) {
    case Delivery.ARGO_CD: return { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' };
    case Delivery.FLUX: return { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };
    default: return {};
  }
}
