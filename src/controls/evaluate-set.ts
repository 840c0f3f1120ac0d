import { settingsForCel } from './cel';
import { Control } from './control';
import { Subject, Verdict } from './evaluate';
import { JudgedObject, ManifestSet, Member } from './manifest-set';
import { JudgementSettings } from './settings';

/** A failure or an error, with the object that it stands on. */
export interface SetVerdict extends Verdict {
  readonly member: Member;
  /** What to write, where it is said more exactly than in the control. */
  readonly fix?: string;
}

export interface SetResult {
  /** Subjects judged, not counting those to which a control does not apply. */
  readonly evaluations: number;
  /** Failures and errors only. */
  readonly verdicts: readonly SetVerdict[];
  /** Empty unless asked for. */
  readonly passes: readonly SetPass[];
}

/** A subject that passes; without a member where the subject is the set. */
export interface SetPass {
  readonly control: Control;
  readonly member?: Member;
  readonly container?: string;
}

export interface SetOptions {
  readonly includePasses?: boolean;
  /** Called now and then, so that a terminal can show how far it is. */
  readonly progress?: (judged: number, objects: number) => void;
}

const PROGRESS_STEP = 256;

/** Judges all objects by all controls. Never throws, whatever the objects hold: what cannot be judged is an error in the result. */
export function evaluateSet(objects: readonly JudgedObject[], controls: readonly Control[], settings: JudgementSettings, options: SetOptions = {}): SetResult {
  const set = new ManifestSet(objects);
  const celSettings = settingsForCel(settings);
  const verdicts: SetVerdict[] = [];
  const passes: SetPass[] = [];
  let evaluations = 0;
  const each = controls.filter(control => control.subject !== 'set');
  for (const member of set.members) {
    if (options.progress && member.index % PROGRESS_STEP === 0) options.progress(member.index, objects.length);
    const subject = new Subject(member.object, settings, celSettings);
    for (const control of each) {
      for (const verdict of subject.judge(control)) {
        if (verdict.outcome === 'not-applicable') continue;
        evaluations++;
        if (verdict.outcome !== 'pass') verdicts.push({ ...verdict, member });
        else if (options.includePasses) passes.push({ control, member, container: verdict.container });
      }
    }
  }
  for (const control of controls.filter(one => one.subject === 'set' && (one.when?.(settings) ?? true))) {
    evaluations++;
    const found = judgeSet(control, set, settings);
    for (const verdict of found) verdicts.push(verdict);
    if (options.includePasses && found.length === 0) passes.push({ control });
  }
  return { evaluations, verdicts, passes };
}

function judgeSet(control: Control, set: ManifestSet, settings: JudgementSettings): SetVerdict[] {
  try {
    return control.check!(set, settings).map(({ member, says, pointer = '', container, fix, outcome = 'fail' }) => (
      { control, outcome, member, pointer, says, ...(container === undefined ? {} : { container }), ...(fix === undefined ? {} : { fix }) }));
  } catch (error) {
    // Loud: an error on the first object stands for the whole set.
    const says = `could not evaluate: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
    return set.members.slice(0, 1).map(member => ({ control, outcome: 'error', member, pointer: '', says }));
  }
}
