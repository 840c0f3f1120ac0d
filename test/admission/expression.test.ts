import { inPolicy } from '../../src/admission/expression';
import { CONTROLS } from '../../src/controls/catalogue';
import { readsOf } from '../../src/controls/cel-reads';

const NAMES = { object: 'variables.object', pod: 'variables.pod', containerType: "'containers'" };
const SETTINGS = { registries: ['a.example', 'b.example'], ndots: 2, podSecurityAlone: true, cpuLimits: 'required', dns: { port: 53 } };
const written = (cel: string) => inPolicy(cel, NAMES, SETTINGS);

it.each([
  ['a variable is renamed', 'has(pod.spec.os) && object.kind == "Job"', 'has(variables.pod.spec.os) && variables.object.kind == "Job"'],
  ['a name that a policy has too stays', 'container.image', 'container.image'],
  ['a variable may be a text', "containerType == 'containers'", "'containers' == 'containers'"],
  ['a field of the same name stays', 'container.pod.object', 'container.pod.object'],
  ['so does one behind a space', 'container. pod', 'container. pod'],
  ['what stands in a text stays', 'x == \'pod\' || y == "object\'s" || z.matches(\'settings.ndots\')', 'x == \'pod\' || y == "object\'s" || z.matches(\'settings.ndots\')'],
  ['an escaped quote does not end a text', "x == 'it\\'s pod' || pod.y", "x == 'it\\'s pod' || variables.pod.y"],
  ['a longer name stays', 'podSpec || my_pod', 'podSpec || my_pod'],
  ['a list of settings is written out', 'settings.registries.exists(r, x.startsWith(r))', '["a.example","b.example"].exists(r, x.startsWith(r))'],
  ['so are a number, a truth value and a text', "settings.ndots > 1 || !settings.podSecurityAlone || settings.cpuLimits == 'required'", "2 > 1 || !true || \"required\" == 'required'"],
])('%s', (_, cel, expected) => {
  expect(written(cel)).toBe(expected);
});

it.each([['one that there is not', 'settings.ndot'], ['a group of settings', 'settings.dns.port'], ['what every object has', 'settings.constructor']])('%s is no setting of an expression', (_, cel) => {
  expect(() => written(cel)).toThrow(/is no setting that an expression can name/);
});

test('no expression of the catalogue binds a name that would be renamed in it', () => {
  const binds = (cel: string, name: string) => new RegExp(`\\.(all|exists|exists_one|filter|map)\\(\\s*${name}\\s*,`).test(cel);
  const bound = CONTROLS.flatMap(({ id, cel = '', unless = '' }) => [...Object.keys(NAMES), 'variables', 'settings', 'container'].filter(name => binds(cel, name) || binds(unless, name)).map(name => `${id}: ${name}`));
  expect(bound).toEqual([]);
});

test('every variable that an expression reads is one that the policies know', () => {
  const read = new Set(CONTROLS.flatMap(({ cel, unless }) => [cel, unless].flatMap(text => text === undefined ? [] : [...readsOf(text).variables])));
  expect([...read].sort()).toEqual(['container', 'containerType', 'object', 'pod', 'settings']);
});
