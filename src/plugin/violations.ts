import { ViolatingResource, Violation } from './cli-context';
import { placeText, printable } from '../cli/text';
import { controlById } from '../controls/catalogue';
import { Control } from '../controls/control';
import { SourcePlace } from '../controls/manifest-set';
import { describeIdentity, ObjectIdentity } from '../manifest/object';
import { EvaluationError, Finding, PostureSummary } from '../posture/report';

/** The JSON report of `check`: schemas/check-1.schema.json. */
export interface CheckJson {
  readonly profile: string;
  readonly summary: PostureSummary;
  readonly findings: readonly Finding[];
  readonly errors: readonly EvaluationError[];
  readonly unreadable: readonly (SourcePlace & { readonly reason: string })[];
}

/** Something said of an object. */
interface Remark { readonly object: ObjectIdentity; readonly source?: SourcePlace; readonly says: string }

/** A violation for each control with findings, for each that could not be evaluated, and for what could not be read. */
export function violationsOf({ findings, errors, unreadable }: CheckJson, isStdout: boolean, own: readonly Control[] = []): Violation[] {
  return [
    ...[...grouped(findings, ({ control }) => control)].map(([id, found]) => violationOf(controlById(id, own)!, found, isStdout)),
    ...[...grouped(errors, ({ control }) => control)].map(([id, found]): Violation => ({
      ruleName: `${id} (could not be evaluated)`,
      recommendation: 'What could not be evaluated is no pass.',
      fix: 'Correct the value, which has not the type that Kubernetes gives its field.',
      violatingResources: resources(found.map(error => ({ ...error, says: error.reason })), isStdout),
    })),
    ...unreadable.map(({ reason, ...place }) => problem('unusable-input', `${placeText(place)}: ${reason}`, place.file)),
  ];
}

/** What is wrong with no object, but with the run. */
export function problem(ruleName: string, says: string, file: string): Violation {
  return {
    ruleName,
    recommendation: printable(says),
    fix: 'Correct what is named above. Nothing else is known to be right until then.',
    violatingResources: [{ resourceName: 'N/A', locations: [printable(says)], manifestPath: file }],
  };
}

/** As in every other report: `Deployment shop/cart`. The bare name, which cdk8s-cli expects, is that of the Service too. */
export function resourceName(object: ObjectIdentity): string {
  return printable(describeIdentity(object));
}

function violationOf({ id, title, why, fix, severity }: Control, found: readonly Finding[], isStdout: boolean): Violation {
  return {
    ruleName: `${id} (${found[0].outcome === 'warn' ? 'warns only, ' : ''}${severity})`,
    recommendation: `${title}. ${why}`,
    fix,
    violatingResources: resources(found.map(finding => ({ ...finding, says: finding.fix === fix ? finding.message : `${finding.message} ${finding.fix}` })), isStdout),
  };
}

/** One for each object of each file. Lines of a temporary file would lead nowhere. */
function resources(remarks: readonly Remark[], isStdout: boolean): ViolatingResource[] {
  return [...grouped(remarks, ({ object, source }) => JSON.stringify([source?.file, object])).values()].map(same => ({
    resourceName: resourceName(same[0].object),
    manifestPath: same[0].source?.file ?? '',
    locations: same.map(({ source, says }) => printable(source && !isStdout ? `${placeText(source)}: ${says}` : says)),
  }));
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
