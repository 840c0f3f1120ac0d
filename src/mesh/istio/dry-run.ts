import { IConstruct } from 'constructs';
import { isObserved } from '../../connectivity/namespace-facts';

/** The mark under which Istio logs what a policy would refuse, and refuses nothing; none where it is held. */
export function dryRun(scope: IConstruct): Record<string, string> {
  return isObserved(scope) ? { 'istio.io/dry-run': 'true' } : {};
}
