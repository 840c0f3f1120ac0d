import { run, stream } from './harness';
import { hardenedSet } from '../controls/hardened-set';

const LINES = ['- id: acme/cost-centre', '  title: Named', '  why: W.', '  fix: Set the label cost-centre.', '  severity: low', '  subject: object', '  kinds: [apps/Deployment]', "  cel: has(object.metadata.labels) && 'cost-centre' in object.metadata.labels"];
const YAML = `${LINES.join('\n')}\n`;
const JSON_TEXT = JSON.stringify([{ id: 'acme/json', title: 'Named', why: 'W.', fix: 'F.', severity: 'low', subject: 'pod', cel: 'has(pod.spec.hostAliases)' }]);
const CLEAN = { 'a.yaml': stream(hardenedSet()) };
const MODULE = `
const kinds = ['Service'];
module.exports = [{
  id: 'acme/module', title: 'No Service', why: 'W.', fix: 'F.', severity: 'high', subject: 'set', kinds,
  check: set => set.ofKind('Service').map(member => ({ member, says: 'there is a Service' })),
}];
`;
const check = (file: string, text: string, ...args: string[]) => run(['check', '@a.yaml', '--controls', `@${file}`, ...args], { ...CLEAN, [file]: text });
const findingsOf = ({ out }: { out: string }) => (JSON.parse(out) as { findings: { control: string; message: string }[] }).findings.map(({ control, message }) => `${control}: ${message}`);

it.each([
  ['YAML', 'c.yaml', YAML, ['acme/cost-centre: does not hold: Named']],
  ['JSON', 'c.json', JSON_TEXT, ['acme/json: does not hold: Named', 'acme/json: does not hold: Named']],
  ['a module', 'c.js', MODULE, ['acme/module: there is a Service']],
  ['a module of compiled TypeScript', 'd.cjs', MODULE.replace('module.exports', 'exports.default'), ['acme/module: there is a Service']],
])('controls of %s are judged beside ours', (_, file, text, expected) => {
  expect(findingsOf(check(file, text, '--format', 'json'))).toEqual(expected);
});

const broken = (change: string) => LINES.map(line => line.trim().startsWith(change.split(':')[0]) || line.startsWith(`- ${change.split(':')[0]}`) ? `${line.slice(0, 2)}${change}` : line).join('\n');

it.each([
  ['an id without a prefix', 'c.yaml', broken('id: cost'), "@c.yaml:1:3: control 'cost': 'cost' has no prefix"],
  ['a kind that is none', 'c.yaml', broken('kinds: [service]'), '@c.yaml:7:11: control \'acme/cost-centre\': kinds: "service" is no kind.'],
  ['an expression that is none', 'c.yaml', broken('cel: object.a ='), "@c.yaml:8:3: control 'acme/cost-centre': cel is no CEL"],
  ['an id twice', 'c.yaml', YAML + YAML, "@c.yaml:9:3: control 'acme/cost-centre': another control has this id. Give each its own."],
  ['no list', 'c.yaml', 'id: acme/x\n', '@c.yaml:1:1: must be a list of controls, such as - { id: acme/cost-centre,'],
  ['an empty list', 'c.yaml', '[]\n', '@c.yaml:1:1: must be a list of controls'],
  ['text that is no YAML', 'c.yaml', 'a: [\n', '@c.yaml:2:1: is no YAML'],
  ['a module that throws', 'f.js', '\n  throw new Error("no");\n', '@f.js:2:9: no'],
  ['a module without a list', 'h.js', 'module.exports = 7;\n', '@h.js: must be a list of controls'],
  ['a module with a broken control', 'i.js', 'module.exports = [{ id: "acme/x" }];\n', "@i.js: control 'acme/x': title must be a text, and is missing."],
  ['TypeScript', 'c.ts', '', '--controls @c.ts: is no file of controls. Write a list in YAML or JSON, or a .js or .cjs module that exports one; compile TypeScript first.'],
])('%s is refused with its place', (_, file, text, message) => {
  const { code, out, err } = check(file, text);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
  expect(err).not.toMatch(/\n {4}at |Require stack/);
});

it.each(['none.yaml', 'none.js'])('%s, which is not there, is said to be so', file => {
  expect(run(['check', '@a.yaml', '--controls', `@${file}`], CLEAN)).toMatchObject({ code: 2, out: '', err: `cdk8s-hardened: @${file}: does not exist\n` });
});

describe('an own control', () => {
  const waiver = "- { control: acme/cost-centre, object: { kind: Deployment, namespace: shop, name: cart }, reason: Shared., owner: team-shop, expires: '2027-01-31' }\n";
  const given = (args: string[], files: Record<string, string> = {}) => run(['check', '@a.yaml', '--controls', '@c.yaml', ...args], { ...CLEAN, 'c.yaml': YAML, ...files });

  it('makes the exit code 1', () => expect(given([]).code).toBe(1));
  it('can be waived', () => expect(given(['--waivers', '@w.yaml'], { 'w.yaml': waiver })).toMatchObject({ code: 0, out: expect.stringContaining('acme/cost-centre on Deployment shop/cart, by team-shop: Shared.') }));
  it('can be skipped', () => expect(given(['--skip', 'acme/cost-centre=Not here.'])).toMatchObject({ code: 0, out: expect.stringContaining('skipped: acme/cost-centre: Not here.') }));
  it('can be judged alone', () => expect(given(['--only', 'acme/cost-centre']).out).toContain('2 controls,'));
  it('is explained', () => expect(given(['--explain', 'acme/cost-centre'])).toMatchObject({ code: 0, out: expect.stringMatching(/^acme\/cost-centre \(low\)\nNamed\.\n[^]*Profiles {7}hardened, platform-assigned\n/) }));
  it('is found where its id is misspelt', () => expect(given(['--explain', 'acme/cost-center']).err).toContain("Did you mean 'acme/cost-centre'?"));
  it('is not known without its file', () => expect(run(['check', '--explain', 'acme/cost-centre']).err).toContain('Give the file that has it with --controls.'));
  it('has no place in a standard', () => expect(given(['--profile', 'cis-1.12'])).toMatchObject({ code: 2, err: expect.stringContaining("--profile cis-1.12: 'cis-1.12' is a standard and nothing else") }));
  it.each(['pretty', 'json', 'sarif', 'junit', 'markdown', 'html'])('stands in %s', format => {
    const { code, out } = given(['--format', format]);
    expect([code, out]).toEqual([1, expect.stringContaining('acme/cost-centre')]);
    expect(out).toContain('Set the label cost-centre.');
  });
  it('has help in SARIF', () => {
    const { runs: [{ tool: { driver: { rules } } }] } = JSON.parse(given(['--format', 'sarif']).out) as { runs: { tool: { driver: { rules: object[] } } }[] };
    expect(rules).toMatchObject([{ id: 'acme/cost-centre', name: 'AcmeCostCentre', shortDescription: { text: 'Named' }, help: { text: 'W.\nSet the label cost-centre.\n' } }]);
  });
});

describe('a control newer than the pinned profile', () => {
  const given = (...args: string[]) => run(['check', '@a.yaml', '--controls', '@c.yaml', '--profile', 'hardened@1', ...args], { ...CLEAN, 'c.yaml': `${YAML}  since: 2\n` });

  it.each([
    ['pretty', /13:\d+|warns only, low acme\/cost-centre: [^]*0 findings, 1 warning, 0 waived/],
    ['json', /"outcome":"warn"/],
    ['sarif', /"level":"note"/],
    ['junit', /failures="0"[^]*<skipped message="low, newer than the profile: does not hold: Named"\/>/],
    ['markdown', /^### ✅ No finding in 13 objects\n\n[^]*\| 0 \| 0 \| 0 \| 0 \| 1 \| 0 \| 0 \|[^]*<summary>warns only, low: <code>acme\/cost-centre<\/code>/],
    ['html', /<h1>Passed: no finding in 13 objects<\/h1>[^]*<strong>1<\/strong> warnings<[^]*low, warns only<\/span>/],
  ])('is listed and counted apart in %s, and the exit code is 0', (format, text) => {
    const { code, out } = given('--format', format);
    expect([code, out]).toEqual([0, expect.stringMatching(text)]);
  });
});
