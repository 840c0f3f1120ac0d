import { Construct } from 'constructs';
import { labelValueProblem } from '../manifest/names';
import { Platform } from '../platform/platform';

/** The label that names the owning team. Throws where the owner is no label value. */
export function ownerLabels(scope: Construct, id: string, owner: string | undefined): Record<string, string> {
  if (owner === undefined) return {};
  const problem = owner === '' ? 'must not be empty' : labelValueProblem(owner);
  if (problem) throw new Error(`${[scope.node.path, id].filter(Boolean).join('/')}: owner '${owner}' stands in a label: it ${problem}. Write for instance 'team-shop'.`);
  return { [Platform.of(scope).ownerLabel]: owner };
}
