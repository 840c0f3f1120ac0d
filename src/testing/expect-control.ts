import { expectVerdictFollows } from './mutations';
import { Control } from '../controls/control';
import { evaluateSet, SetVerdict } from '../controls/evaluate-set';
import { DEFAULT_PROFILE, resolveProfile } from '../controls/profiles';
import { ControlSettings, DEFAULT_SETTINGS, JudgementSettings } from '../controls/settings';
import { isManifestObject, ManifestObject } from '../manifest/object';

/** One object, or several that are judged as one set. */
export type ManifestCase = ManifestObject | readonly ManifestObject[];

/** What a control has to tell apart. */
export interface ControlCases {
  /** Each has something that the control judges, and complies. */
  readonly compliant: readonly ManifestCase[];
  /** Each draws a finding of the control. */
  readonly violating: readonly ManifestCase[];
  /** What differs from the default platform. */
  readonly settings?: Partial<ControlSettings>;
}

/**
 * Judges what complies and what violates, and changes the fields that the control's expression reads until the verdict is another. Throws an Error that
 * says which case is judged wrongly: at least one of each kind is needed, since a control that passes or fails everything passes half of all tests.
 */
export function expectControl(control: Control, { compliant, violating, settings }: ControlCases): void {
  const judgement = resolveProfile(DEFAULT_PROFILE, { ...DEFAULT_SETTINGS, ...settings }).settings;
  const fail = (says: string): never => { throw new Error(`control '${control.id}': ${says}`); };
  if (compliant.length === 0 || violating.length === 0) fail('at least one compliant and one violating manifest are needed.');
  compliant.forEach((each, index) => {
    const { evaluations, verdicts } = judge(control, each, judgement, `compliant[${index}]`);
    if (verdicts.length > 0) fail(`compliant[${index}] draws a finding: ${wordsOf(verdicts)}`);
    if (evaluations === 0) fail(`compliant[${index}] has nothing that the control judges, and proves nothing.`);
  });
  violating.forEach((each, index) => {
    const { verdicts } = judge(control, each, judgement, `violating[${index}]`);
    if (verdicts.length === 0) fail(`violating[${index}] draws no finding.`);
    const error = verdicts.find(({ outcome }) => outcome === 'error');
    if (error) fail(`violating[${index}] cannot be evaluated, which is no finding: ${error.says}`);
  });
  expectVerdictFollows(control, compliant.flatMap(objectsOf), violating.flatMap(objectsOf), judgement);
}

function judge(control: Control, each: ManifestCase, settings: JudgementSettings, name: string): { evaluations: number; verdicts: readonly SetVerdict[] } {
  const objects = objectsOf(each);
  if (objects.length === 0 || !objects.every(isManifestObject)) throw new Error(`control '${control.id}': ${name} is no Kubernetes object: it needs 'apiVersion' and 'kind'.`);
  return evaluateSet(objects.map(object => ({ object })), [control], settings);
}

function objectsOf(each: ManifestCase): readonly ManifestObject[] {
  return Array.isArray(each) ? each as readonly ManifestObject[] : [each as ManifestObject];
}

function wordsOf(verdicts: readonly SetVerdict[]): string {
  return [...new Set(verdicts.map(({ says }) => says))].join('; ');
}
