import { ManifestSet, Member, Workload } from './manifest-set';
import { recordOf } from '../manifest/object';
import { mapSelector } from '../manifest/selectors';

/** The workloads that a Service leads to. None where somebody else serves it: without a selector, or as an alias of another name. */
export function selectedBy(set: ManifestSet, service: Member): readonly Workload[] {
  const selector = recordOf(service.spec.selector);
  return Object.keys(selector).length === 0 || service.spec.type === 'ExternalName' ? [] : set.select(service.namespace, mapSelector(selector));
}
