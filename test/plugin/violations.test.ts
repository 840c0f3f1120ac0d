import { control } from '../../src/controls';
import { CheckJson, problem, violationsOf } from '../../src/plugin/violations';
import { PostureSummary } from '../../src/posture/report';

const CART = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'cart' };
const EMPTY: CheckJson = { profile: 'hardened', summary: {} as PostureSummary, findings: [], errors: [], unreadable: [] };
const at = (line: number) => ({ file: 'dist/a.yaml', line, column: 1 });
const finding = (line: number, message: string) => ({
  control: 'host-pid', severity: 'high', outcome: 'fail', object: CART, pointer: '/spec', source: at(line), message, fix: 'Remove hostPID.', standards: {},
} as const);

describe('violationsOf', () => {
  it('says what one object does wrong in one place of the report', () => {
    const [violation, ...others] = violationsOf({ ...EMPTY, findings: [finding(3, 'one'), finding(9, 'two')] }, false);
    expect(others).toEqual([]);
    expect(violation.violatingResources).toEqual([{ resourceName: 'Deployment shop/cart', manifestPath: 'dist/a.yaml', locations: ['dist/a.yaml:3:1: one', 'dist/a.yaml:9:1: two'] }]);
  });

  it('adds what to write here, where that is not what the control says', () => {
    const [{ violatingResources: [{ locations }] }] = violationsOf({ ...EMPTY, findings: [{ ...finding(3, 'one.'), fix: 'Write two.' }] }, true);
    expect(locations).toEqual(['one. Write two.']);
  });

  it('says which only warn, and knows own controls', () => {
    const own = control({ id: 'acme/x', title: 'X', why: 'W.', fix: 'F.', severity: 'low', subject: 'object', cel: 'has(object.spec)' });
    const [violation] = violationsOf({ ...EMPTY, findings: [{ ...finding(3, 'one'), control: 'acme/x', outcome: 'warn' }] }, false, [own]);
    expect(violation).toMatchObject({ ruleName: 'acme/x (warns only, low)', recommendation: 'X. W.' });
  });

  it('keeps what could not be evaluated or read from passing unseen', () => {
    const violations = violationsOf({
      ...EMPTY,
      errors: [{ control: 'host-pid', object: CART, source: at(2), reason: 'could not evaluate: hostPID is a text' }],
      unreadable: [{ file: 'dist/b.yaml', line: 4, reason: 'is no YAML' }],
    }, false);
    expect(violations.map(({ ruleName, violatingResources: [{ locations }] }) => [ruleName, ...locations])).toEqual([
      ['host-pid (could not be evaluated)', 'dist/a.yaml:2:1: could not evaluate: hostPID is a text'],
      ['unusable-input', 'dist/b.yaml:4: is no YAML'],
    ]);
  });

  it('shows what would move the cursor of a terminal', () => {
    const [{ violatingResources: [{ resourceName, locations }] }] = violationsOf({ ...EMPTY, findings: [{ ...finding(3, '\u001b[2J'), object: { ...CART, name: '\u001b[31m' } }] }, false);
    expect(resourceName + locations.join()).toBe('Deployment shop/\\u001b[31mdist/a.yaml:3:1: \\u001b[2J');
  });
});

describe('problem', () => {
  it('stands at a file', () => expect(problem('could-not-check', 'no profile', 'cdk8s.yaml').violatingResources[0]).toMatchObject({ manifestPath: 'cdk8s.yaml', locations: ['no profile'] }));
});
