import { CEL_FUNCTIONS } from './cel';
import { CelReads, readsOf } from './cel-reads';
import { Control, SEVERITIES, Subject } from './control';
import { nearest } from './nearest';
import { DEFAULT_SETTINGS } from './settings';
import { POD_TEMPLATE_PATHS } from '../manifest/kinds';
import { isRecord } from '../manifest/object';

/** What a control of one's own is written as: the fields of ours, but for what only the Pod Security Standards need. */
export type OwnControlProps = Omit<Control, 'waivable' | 'standards' | 'alsoKnownAs' | 'weakerThan' | 'podSecurity' | 'needs'>
& Partial<Pick<Control, 'waivable' | 'standards' | 'alsoKnownAs'>>;

/** What is wrong with a control, at which field of it, and what to write instead. */
export interface OwnControlProblem {
  readonly path: readonly (string | number)[];
  readonly says: string;
}

const ID = /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/;
const KIND = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Z][A-Za-z0-9]*$/;
const VARIABLES: Readonly<Record<Subject, readonly string[]>> = {
  container: ['object', 'pod', 'container', 'containerType', 'settings'], pod: ['object', 'pod', 'settings'], object: ['object', 'settings'], set: [],
};
/** Set by the profile, beside the settings of a platform. */
const SETTINGS = [...Object.keys(DEFAULT_SETTINGS), 'podSecurityMinor', 'rootInUserNamespace'];
const TEXTS = ['id', 'title', 'why', 'fix'];
const FUNCTIONS = ['seen', 'check', 'when'];
const FIELDS = [...TEXTS, 'severity', 'subject', 'kinds', 'cel', 'unless', 'at', ...FUNCTIONS, 'waivable', 'since', 'standards', 'alsoKnownAs'];

/** A control of one's own, complete. Throws an Error with everything that is wrong with it. */
export function ownControl(props: OwnControlProps): Control {
  const problems = ownControlProblems(props);
  if (problems.length > 0) throw new Error(problems.map(problem => describeOwnProblem(props, problem)).join('\n'));
  return { waivable: true, standards: {}, alsoKnownAs: {}, ...props };
}

/** Several, of which no two may share an id. */
export function ownControls(list: readonly OwnControlProps[]): Control[] {
  const controls = list.map(each => ownControl(each));
  const [twin] = duplicateIds(controls.map(({ id }) => id));
  if (twin !== undefined) throw new Error(`control '${controls[twin].id}': another control has this id. Give each its own.`);
  return controls;
}

/** The places of ids that stood there before. */
export function duplicateIds(ids: readonly unknown[]): number[] {
  return ids.flatMap((id, index) => ids.indexOf(id) < index ? [index] : []);
}

/** `control 'acme/x': severity must be …` */
export function describeOwnProblem(props: unknown, { says }: OwnControlProblem): string {
  const id = isRecord(props) && typeof props.id === 'string' ? ` '${props.id}'` : '';
  return `control${id}: ${says}`;
}

/** Everything that is wrong with what should be a control. Never throws. */
export function ownControlProblems(value: unknown): OwnControlProblem[] {
  if (!isRecord(value)) return [{ path: [], says: 'must be a control: { id, title, why, fix, severity, subject, cel }' }];
  const wrong = (field: string, says: string): OwnControlProblem => ({ path: [field], says });
  return [
    ...Object.keys(value).filter(field => !FIELDS.includes(field)).map(field => {
      const [near] = nearest(field, FIELDS);
      return wrong(field, `${field} is no field of a control. ${near ? `Did you mean '${near}'?` : `Write some of ${FIELDS.join(', ')}.`}`);
    }),
    ...TEXTS.filter(field => typeof value[field] !== 'string' || (value[field] as string).trim() === '').map(field => (
      wrong(field, `${field} must be a text${value[field] === undefined ? ', and is missing' : ''}. ${TEXT_HELP[field]}`))),
    ...typeof value.id === 'string' && value.id.trim() !== '' && !ID.test(value.id) ? [wrong('id', idProblem(value.id))] : [],
    ...oneOf(value, 'severity', SEVERITIES),
    ...oneOf(value, 'subject', Object.keys(VARIABLES)),
    ...FUNCTIONS.filter(field => value[field] !== undefined && typeof value[field] !== 'function').map(field => wrong(field, `${field} must be a function, for which the control has to stand in a JavaScript file.`)),
    ...value.waivable === undefined || typeof value.waivable === 'boolean' ? [] : [wrong('waivable', 'waivable must be true or false.')],
    ...value.since === undefined || (Number.isInteger(value.since) && (value.since as number) > 0) ? [] : [wrong('since', 'since must be a generation of the catalogue: 1, 2, …')],
    ...value.at === undefined || (typeof value.at === 'string' && /^[^.]+(\.[^.]+)*$/.test(value.at)) ? [] : [wrong('at', "at must be a path of fields with dots: 'securityContext.privileged'.")],
    ...['standards', 'alsoKnownAs'].filter(field => !isBook(value[field])).map(field => wrong(field, `${field} must be lists of texts by name: { cis: ['5.2.7'] }.`)),
    ...kindProblems(value),
    ...judgingProblems(value),
  ];
}

const TEXT_HELP: Readonly<Record<string, string>> = {
  id: "Write a prefix of your own and a name: 'acme/cost-centre'.", title: 'Say what holds where the control passes.',
  why: 'Say which attack or accident it stops.', fix: 'Say what to write.',
};

function idProblem(id: string): string {
  return id.includes('/')
    ? `'${id}' is no id. Write small letters, digits and hyphens on both sides of one '/': 'acme/cost-centre'.`
    : `'${id}' has no prefix, and could be the id of a control of this package. Write one of your own: 'acme/${id.toLowerCase().replace(/[^a-z0-9]+/g, '-')}'.`;
}

function oneOf(value: Record<string, unknown>, field: string, names: readonly string[]): OwnControlProblem[] {
  if (names.includes(value[field] as string)) return [];
  return [{ path: [field], says: `${field} ${value[field] === undefined ? 'is missing' : `is ${JSON.stringify(value[field])}`}. Write one of ${names.join(', ')}.` }];
}

function isBook(value: unknown): boolean {
  const isText = (each: unknown): boolean => typeof each === 'string' && each !== '';
  return value === undefined || (isRecord(value) && Object.values(value).every(each => isText(each) || (Array.isArray(each) && each.every(isText))));
}

function kindProblems({ kinds, subject }: Record<string, unknown>): OwnControlProblem[] {
  if (kinds === undefined) return [];
  if (subject === 'container' || subject === 'pod') {
    return [{ path: ['kinds'], says: `kinds is for the subjects object and set: '${subject}' is judged in every kind that has pods. Write the kinds that it leaves out into unless: object.kind == 'Job'.` }];
  }
  if (!Array.isArray(kinds) || kinds.length === 0) return [{ path: ['kinds'], says: "kinds must be a list of kinds with their groups: ['apps/Deployment', 'Service']." }];
  return kinds.flatMap((kind: unknown, index): OwnControlProblem[] => {
    if (typeof kind !== 'string' || !KIND.test(kind)) {
      return [{ path: ['kinds', index], says: `kinds: ${JSON.stringify(kind)} is no kind. Write its group, without a version, and its name: 'apps/Deployment', 'Service'.` }];
    }
    const grouped = kind.includes('/') ? undefined : Object.keys(POD_TEMPLATE_PATHS).find(known => known.endsWith(`/${kind}`));
    return grouped === undefined ? [] : [{ path: ['kinds', index], says: `kinds: '${kind}' is a kind of another group. Write '${grouped}'.` }];
  });
}

/** Either an expression, or for the whole set a function. */
function judgingProblems({ subject, cel, unless, check, seen }: Record<string, unknown>): OwnControlProblem[] {
  if (subject === 'set') {
    return [
      ...check === undefined ? [{ path: ['check'], says: 'a control of the whole set needs check, a function, for which it has to stand in a JavaScript file. Or write the subject container, pod or object, and cel.' }] : [],
      ...[['cel', cel], ['unless', unless], ['seen', seen]].filter(([, given]) => given !== undefined).map(([field]) => ({ path: [field as string], says: `${field as string} is not for the subject set: its check says all.` })),
    ];
  }
  if (typeof subject !== 'string' || !Object.hasOwn(VARIABLES, subject)) return [];
  return [
    ...check === undefined ? [] : [{ path: ['check'], says: `check is for the subject set. Write cel for '${subject}'.` }],
    ...cel === undefined ? [{ path: ['cel'], says: 'cel is missing. Write an expression that is true where the subject passes.' }] : expressionProblems('cel', cel, subject as Subject),
    ...unless === undefined ? [] : expressionProblems('unless', unless, subject as Subject),
  ];
}

function expressionProblems(field: string, cel: unknown, subject: Subject): OwnControlProblem[] {
  const wrong = (says: string): OwnControlProblem[] => [{ path: [field], says: `${field} ${says}` }];
  if (typeof cel !== 'string') return wrong('must be a text: a CEL expression.');
  let reads: CelReads;
  try {
    reads = readsOf(cel);
  } catch (error) {
    return wrong(`is no CEL: ${(error as Error).message.split('\n')[0]}`);
  }
  const allowed = VARIABLES[subject];
  return [
    ...[...reads.variables].filter(name => !allowed.includes(name)).flatMap(name => wrong(`reads '${name}', which '${subject}' controls do not have. There are ${allowed.join(', ')}.`)),
    ...[...reads.functions].filter(name => !CEL_FUNCTIONS.has(name)).flatMap(name => (
      wrong(`calls '${name}', which not every Kubernetes has. Write with ${[...CEL_FUNCTIONS].join(', ')}.`))),
    ...reads.fields.filter(([root, setting]) => root === 'settings' && setting !== '*' && !SETTINGS.includes(String(setting))).flatMap(path => {
      const [near] = nearest(String(path[1]), SETTINGS);
      return wrong(`reads 'settings.${path[1]}', which is no setting. ${near ? `Did you mean 'settings.${near}'?` : `There are ${SETTINGS.join(', ')}.`}`);
    }),
  ];
}
