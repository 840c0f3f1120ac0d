import { settingsForCel } from './cel';
import { Control } from './control';
import { Subject, Verdict } from './evaluate';
import { JudgedObject, ManifestSet, Member } from './manifest-set';
import { JudgementSettings } from './settings';
import { POD_TEMPLATE_PATHS } from '../manifest/kinds';

/** A failure or an error, with the object that it stands on. */
export interface SetVerdict extends Verdict {
  readonly member: Member;
  /** What to write, where it is said more exactly than in the control. */
  readonly fix?: string;
}

export interface SetResult {
  /** Subjects judged, not counting those to which a control does not apply. */
  readonly evaluations: number;
  /** Controls that had something to judge. */
  readonly applied: ReadonlySet<Control>;
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
  /** What the set is compared with, by the controls that need it. */
  readonly against?: readonly JudgedObject[];
  /** Called now and then, so that a terminal can show how far it is. */
  readonly progress?: (judged: number, objects: number) => void;
}

const PROGRESS_STEP = 256;

/** Judges all objects by all controls. Never throws, whatever the objects hold: what cannot be judged is an error in the result. */
export function evaluateSet(objects: readonly JudgedObject[], controls: readonly Control[], settings: JudgementSettings, options: SetOptions = {}): SetResult {
  const set = new ManifestSet(objects, options.against);
  const celSettings = settingsForCel(settings);
  const verdicts: SetVerdict[] = [];
  const passes: SetPass[] = [];
  const applied = new Set<Control>();
  const once = uniqueTexts();
  let evaluations = 0;
  const applying = new ControlsByKind(controls.filter(control => control.subject !== 'set' && (control.when?.(settings) ?? true)));
  for (const member of set.members) {
    if (options.progress && member.index % PROGRESS_STEP === 0) options.progress(member.index, objects.length);
    const judging = applying.of(member.groupKind);
    if (judging.length === 0) continue;
    const subject = new Subject(member.object, settings, celSettings);
    for (const control of judging) {
      for (const verdict of subject.judge(control)) {
        if (verdict.outcome === 'not-applicable') continue;
        evaluations++;
        applied.add(control);
        if (verdict.outcome !== 'pass') verdicts.push(onMember(verdict, member, once));
        else if (options.includePasses) passes.push({ control, member, container: verdict.container });
      }
    }
  }
  for (const control of controls.filter(one => one.subject === 'set' && (one.when?.(settings) ?? true))) {
    evaluations++;
    if (!control.kinds || control.kinds.some(kind => set.ofKind(kind).length > 0)) applied.add(control);
    const found = judgeSet(control, set, settings);
    for (const verdict of found) verdicts.push(verdict);
    if (options.includePasses && found.length === 0) passes.push({ control });
  }
  return { evaluations, applied, verdicts, passes };
}

function onMember({ control, outcome, container, pointer, says }: Verdict, member: Member, once: (text: string) => string): SetVerdict {
  return { control, outcome, member, container, pointer: once(pointer), says: once(says) };
}

/** A hundred thousand objects fail in the same few words: each is kept once. */
function uniqueTexts(): (text: string) => string {
  const texts = new Map<string, string>();
  return text => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  };
}

/** Which controls judge a kind: those of kinds that the set does not have cost nothing, and what no control judges is not even made ready. */
class ControlsByKind {
  private readonly byKind = new Map<string, readonly Control[]>();

  public constructor(private readonly controls: readonly Control[]) {}

  public of(kind: string): readonly Control[] {
    let found = this.byKind.get(kind);
    if (!found) {
      const hasPods = Object.hasOwn(POD_TEMPLATE_PATHS, kind);
      found = this.controls.filter(({ subject, kinds }) => subject === 'object' ? !kinds || kinds.includes(kind) : hasPods);
      this.byKind.set(kind, found);
    }
    return found;
  }
}

function judgeSet(control: Control, set: ManifestSet, settings: JudgementSettings): SetVerdict[] {
  try {
    return control.check!(set, settings).map(({ member, says, pointer = '', container, fix, outcome = 'fail' }) => ({ control, outcome, member, container, pointer, says, fix }));
  } catch (error) {
    // Loud: an error on the first object stands for the whole set.
    const says = `could not evaluate: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
    return set.members.slice(0, 1).map(member => ({ control, outcome: 'error', member, pointer: '', says }));
  }
}
