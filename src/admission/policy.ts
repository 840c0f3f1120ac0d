import { Exclusion, exclusionsOf, identifier } from './exclusions';
import { inPolicy, Names } from './expression';
import { AREAS } from '../controls/catalogue';
import { readsOf } from '../controls/cel-reads';
import { Control } from '../controls/control';
import { ResolvedProfile } from '../controls/profiles';
import { POD_TEMPLATE_PATHS } from '../manifest/kinds';
import { CONTAINER_TYPES } from '../manifest/pod-template';
import { Waiver } from '../posture/waivers';

/** A name for an expression, evaluated once and only where it is read. */
export interface Variable { readonly name: string; readonly expression: string }

/** What must hold of one control, in the words of a policy. */
export interface Validation {
  readonly control: Control;
  readonly expression: string;
  readonly message: string;
  /** Names the containers; where it cannot be told, `message` stands. */
  readonly messageExpression?: string;
  /** What the engine is to leave out by objects of its own; all else stands in the expression. */
  readonly beside: readonly Exclusion[];
}

/** The controls of one area, as one policy of any engine. */
export interface AdmissionPolicy {
  readonly name: string;
  readonly title: string;
  /** `group/Kind` of all that it judges, sorted. */
  readonly groupKinds: readonly string[];
  readonly variables: readonly Variable[];
  readonly validations: readonly Validation[];
  /** Its controls are newer than the pin of the profile: they warn, whatever is asked for the others. */
  readonly onlyWarns: boolean;
}

/** What becomes a policy. */
export interface AdmissionSource {
  readonly profile: ResolvedProfile;
  readonly waivers?: readonly Waiver[];
  /** The engine leaves objects out of a whole policy, until a day: what is waived for whole objects then gets a policy of its own. */
  readonly exclusionsBeside?: boolean;
}

const PREFIX = 'cdk8s-hardened';
const POD_KINDS = Object.keys(POD_TEMPLATE_PATHS);
const NAMES: Names = { object: 'variables.object', pod: 'variables.pod' };

/** Controls of the profile that no admission policy can hold: they judge a set, or compare with what was before, and admission sees one object. */
export function beyondAdmission({ controls }: ResolvedProfile): Control[] {
  return controls.filter(control => !isExpressed(control));
}

/** One policy for each area of the catalogue that the profile has controls of. */
export function admissionPolicies({ profile, waivers = [], exclusionsBeside = false }: AdmissionSource): AdmissionPolicy[] {
  const { controls: all, settings } = profile;
  const judged = new Map(all.filter(control => isExpressed(control) && (control.when?.(settings) ?? true)).map(control => [control.id, control]));
  const source: Source = { settings, exclusions: control => exclusionsOf(control.id, waivers), exclusionsBeside };
  const isAlone = (control: Control) => exclusionsBeside && source.exclusions(control).some(isWhole);
  const areas = [...AREAS, { title: 'Own controls', controls: [...judged.values()].filter(({ id }) => id.includes('/')) }];
  return areas.flatMap(({ title, controls }) => {
    const here = controls.flatMap(({ id }) => judged.get(id) ?? []);
    const policy = (name: string, of: readonly Control[], onlyWarns = false): AdmissionPolicy[] => of.length === 0 ? []
      : [{ name: `${PREFIX}-${slug(name)}`, title, onlyWarns, ...contents(of, source) }];
    const [newer, known] = [here.filter(each => profile.warning.has(each)), here.filter(each => !profile.warning.has(each))];
    return [
      ...policy(title, known.filter(each => !isAlone(each))),
      ...known.filter(isAlone).flatMap(control => policy(`${title} ${control.id}`, [control])),
      ...policy(`${title} newer`, newer, true),
    ];
  });
}

interface Source {
  readonly settings: object;
  readonly exclusions: (control: Control) => readonly Exclusion[];
  readonly exclusionsBeside: boolean;
}

function isExpressed(control: Control): boolean {
  return control.subject !== 'set' && control.needs === undefined;
}

function slug(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

function contents(controls: readonly Control[], source: Source): Pick<AdmissionPolicy, 'groupKinds' | 'variables' | 'validations'> {
  const groupKinds = [...new Set(controls.flatMap(judgedKinds))].sort();
  const judged = controls.map(control => validation(control, source, judgedKinds(control).length < groupKinds.length));
  const [validations, own] = [judged.map(each => each.validation), judged.flatMap(each => each.variables)];
  return { groupKinds, validations, variables: [...needed(SHARED, [...own, ...validations].map(({ expression }) => expression)), ...own] };
}

/** `group/Kind` of what a control is about. */
export function judgedKinds({ subject, kinds = [] }: Control): readonly string[] {
  return subject === 'object' ? kinds : POD_KINDS;
}

function validation(control: Control, source: Source, isGuarded: boolean): { validation: Validation; variables: Variable[] } {
  const { id, title, fix, subject } = control;
  const exclusions = source.exclusions(control);
  const beside = source.exclusionsBeside ? exclusions.filter(isWhole) : [];
  const inside = exclusions.filter(each => !beside.includes(each));
  const variables = inside.map(({ name, covers }) => ({ name, expression: covers }));
  const unless = [...isGuarded ? [`!(variables.kind in ${JSON.stringify(judgedKinds(control))})`] : [], ...inside.filter(isWhole).map(({ name }) => `variables.${name}`)];
  const common = { control, beside, message: `${id}: ${title}. ${fix}` };
  const or = (expression: string) => [...unless, expression].join(' || ');
  if (subject !== 'container') return { variables, validation: { ...common, expression: or(`(${holds(control, NAMES, source.settings)})`) } };
  const fails = { name: `fails_${identifier(id)}`, expression: failing(control, source.settings, inside.filter(each => !isWhole(each))) };
  const names = `variables.${fails.name}.map(c, c.name).join(', ')`;
  return {
    variables: [...variables, fails],
    validation: {
      ...common,
      expression: or(`size(variables.${fails.name}) == 0`),
      messageExpression: `${JSON.stringify(`${id}: ${title}. Not so of `)} + ${names} + ${JSON.stringify(`. ${fix}`)}`,
    },
  };
}

function isWhole({ waiver }: Exclusion): boolean {
  return waiver.container === undefined;
}

/** The containers of which the control does not hold, without those that are waived by name. */
function failing(control: Control, settings: object, exclusions: readonly Exclusion[]): string {
  const waived = exclusions.map(({ name, waiver }) => ` && !(variables.${name} && container.name == ${JSON.stringify(waiver.container)})`).join('');
  const filter = (list: string, names: Names) => `variables.${list}.filter(container, !(${holds(control, names, settings)})${waived})`;
  if (![control.cel!, control.unless ?? 'true'].some(cel => readsOf(cel).variables.has('containerType'))) return filter('allContainers', NAMES);
  return CONTAINER_TYPES.map(type => filter(type, { ...NAMES, containerType: `'${type}'` })).join(' + ');
}

function holds({ cel, unless }: Control, names: Names, settings: object): string {
  const says = inPolicy(cel!, names, settings);
  return unless === undefined ? says : `(${inPolicy(unless, names, settings)}) || (${says})`;
}

/** What the expressions of the catalogue rely on, each in terms of those before it. Types are left open (`dyn`), since one policy judges many kinds. */
const SHARED: readonly Variable[] = [
  { name: 'object', expression: 'dyn(object)' },
  { name: 'kind', expression: "variables.object.apiVersion.contains('/') ? variables.object.apiVersion.split('/')[0] + '/' + variables.object.kind : variables.object.kind" },
  { name: 'template', expression: templateExpression() },
  { name: 'pod', expression: "{'metadata': has(variables.template.metadata) ? variables.template.metadata : dyn({}), 'spec': variables.template.spec}" },
  ...CONTAINER_TYPES.map(type => ({ name: type, expression: `has(variables.pod.spec.${type}) ? variables.pod.spec.${type} : []` })),
  { name: 'allContainers', expression: CONTAINER_TYPES.map(type => `variables.${type}`).join(' + ') },
];

function templateExpression(): string {
  const paths = new Map<string, string[]>();
  for (const [kind, path] of Object.entries(POD_TEMPLATE_PATHS)) {
    const at = ['variables.object', ...path].join('.');
    paths.set(at, [...paths.get(at) ?? [], kind]);
  }
  const [[commonest], ...rest] = [...paths].sort(([, a], [, b]) => b.length - a.length);
  return rest.map(([at, of]) => `variables.kind in ${JSON.stringify(of)} ? ${at} : `).join('') + commonest;
}

/** Those that the texts read, themselves or through another. */
function needed(variables: readonly Variable[], texts: readonly string[]): Variable[] {
  return [...variables].reverse().reduce<Variable[]>((read, variable) => (
    [...texts, ...read.map(({ expression }) => expression)].some(text => new RegExp(`\\bvariables\\.${variable.name}\\b`).test(text)) ? [variable, ...read] : read), []);
}
