import { Reloader } from '../platform/choices';
import { Platform } from '../platform/platform';
import { HardenedWorkload } from '../workloads/hardened-workload';

const USED = new WeakMap<HardenedWorkload, Set<string>>();

/** Tells the platform's reloader that `workload` restarts when the Secret changes. One annotation holds all of its Secrets. */
export function reloadOnChange(workload: HardenedWorkload, secretName: string): void {
  if (Platform.of(workload).reloader !== Reloader.STAKATER) return;
  const names = (USED.get(workload) ?? new Set<string>()).add(secretName);
  USED.set(workload, names);
  workload.addObjectAnnotation('secret.reloader.stakater.com/reload', [...names].sort().join(','));
}
