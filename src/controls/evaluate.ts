import { CelValue, CelVariables, evaluateCel, settingsForCel, toCel } from './cel';
import { Control, Facts, Seen } from './control';
import { withApiDefaults } from './defaults';
import { JudgementSettings } from './settings';
import { groupKind } from '../manifest/kinds';
import { isRecord, JsonObject, ManifestObject } from '../manifest/object';
import { ContainerRef, containersOf, ContainerType, PodTemplate, podTemplateOf } from '../manifest/pod-template';
import { pathOf, pointer, valueAt } from '../manifest/pointer';

/** `error`: the control could not be evaluated. Loud, and never a pass. */
export type Outcome = 'pass' | 'fail' | 'not-applicable' | 'error';

/** What one control says of one subject. */
export interface Verdict {
  readonly control: Control;
  readonly outcome: Outcome;
  readonly container?: string;
  /** JSON pointer of the nearest field that exists. Empty for passes. */
  readonly pointer: string;
  /** What is wrong; why it could not be evaluated. Empty for passes. */
  readonly says: string;
}

/** One object, made ready once for all controls: defaults filled in, whole numbers as CEL's int. */
export class Subject {
  private readonly defaulted: JsonObject;
  private readonly base: CelVariables;
  private readonly template?: PodTemplate;
  private readonly containers: readonly (ContainerRef & { readonly variables: CelVariables })[];

  public constructor(private readonly object: ManifestObject, private readonly settings: JudgementSettings, celSettings = settingsForCel(settings)) {
    this.defaulted = withApiDefaults(object);
    const celObject = toCel(this.defaulted);
    this.template = podTemplateOf(this.defaulted as unknown as ManifestObject);
    const pod = this.template && valueAt(celObject, pathOf(this.template.pointer)) as { [key: string]: CelValue };
    this.base = { object: celObject, settings: celSettings, ...(pod ? { pod: { metadata: pod.metadata ?? {}, spec: pod.spec } } : {}) };
    this.containers = this.template ? containersOf(this.template).map(ref => ({
      ...ref, variables: { ...this.base, container: valueAt(celObject, pathOf(ref.pointer)) as CelValue, containerType: ref.type },
    })) : [];
  }

  /** The verdicts of a control on this object: one per container for `container`, one for `pod` and `object`, none where it judges other kinds. */
  public judge(control: Control): Verdict[] {
    if (control.when && !control.when(this.settings)) return [{ control, outcome: 'not-applicable', pointer: '', says: '' }];
    switch (control.subject) {
      case 'container': return this.containers.map(ref => this.evaluate(control, ref.variables, ref));
      case 'pod': return this.template ? [this.evaluate(control, this.base)] : [];
      case 'object': return this.isOfKind(control) ? [this.evaluate(control, this.base)] : [];
      case 'set': return [];
    }
  }

  private isOfKind(control: Control): boolean {
    return !control.kinds || control.kinds.includes(groupKind(this.object.apiVersion, this.object.kind));
  }

  private evaluate(control: Control, variables: CelVariables, ref?: ContainerRef): Verdict {
    const verdict = (outcome: Outcome, at = '', says = ''): Verdict => ({ control, outcome, container: ref?.name, pointer: at, says });
    try {
      if (control.unless !== undefined && evaluateCel(control.unless, variables)) return verdict('not-applicable');
      if (evaluateCel(control.cel!, variables)) return verdict('pass');
    } catch (error) {
      return verdict('error', ref?.pointer ?? '', `could not evaluate: ${firstLine(error)}`);
    }
    const { says, from, path = [] } = this.seen(control, ref);
    const podPointer = `${this.template?.pointer ?? ''}/spec`;
    const base = from === 'pod' || (!from && control.subject === 'pod') ? podPointer : ref ? ref.pointer : '';
    // What the pod's own spec does wrong is one finding, not one for each container.
    const isPods = ref !== undefined && from === 'pod';
    const message = ref && !isPods ? `${CONTAINER_NAMES[ref.type]} '${ref.name}': ${says}` : says;
    return { control, outcome: 'fail', container: isPods ? undefined : ref?.name, pointer: existing(this.object, base, path), says: message };
  }

  private seen(control: Control, ref?: ContainerRef): Seen {
    const facts = { object: this.defaulted, pod: this.template?.spec ?? {}, container: ref?.container ?? {}, settings: this.settings } as Facts;
    const path = control.at?.split('.') ?? [];
    try {
      const seen = control.seen?.(facts);
      if (typeof seen === 'string') return { says: seen, path };
      if (seen) return seen;
    } catch {
      // The verdict stands; only its words are those of the field.
    }
    if (!control.at) return { says: `does not hold: ${control.title}` };
    const root = control.subject === 'container' ? facts.container : control.subject === 'pod' ? facts.pod : facts.object;
    return { says: `${control.at} ${describeValue(valueAt(root, path))}`, path };
  }
}

const CONTAINER_NAMES: Record<ContainerType, string> = {
  containers: 'container', initContainers: 'init container', ephemeralContainers: 'ephemeral container',
};

/** ` is not set`, ` is 'x'`, ` is true`. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'is not set';
  if (typeof value === 'string') return `is '${value}'`;
  return `is ${JSON.stringify(value)}`;
}

/** The pointer of the nearest field at or above `path` that the object has. */
function existing(object: ManifestObject, base: string, path: readonly (string | number)[]): string {
  let [value, at] = [valueAt(object, pathOf(base)), base];
  for (const step of path) {
    value = valueAt(value, [step]);
    if (value === undefined) break;
    at += pointer(step);
  }
  return at;
}

function firstLine(error: unknown): string {
  return (isRecord(error) || error instanceof Error ? String((error as Error).message) : String(error)).split('\n')[0];
}
