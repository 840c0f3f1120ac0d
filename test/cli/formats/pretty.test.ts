import { pretty } from '../../../src/cli/formats/pretty';
import { hardenedYaml, hostileResult, mixedResult, resultOf, SINGLE, WRITABLE } from '../harness';

const textOf = (result: Parameters<typeof pretty>[0], color = false) => [...pretty(result, color)].join('');

test('a report for a terminal', () => {
  expect(textOf(resultOf(hardenedYaml([SINGLE, WRITABLE]))).replace(/\d+ (controls|evaluations)/g, '# $1').replace(/ \d+:/g, ' 1:')).toBe(`shop/all.yaml
  Deployment shop/cart
    1:13 medium read-only-root-filesystem: container 'cart': securityContext.readOnlyRootFilesystem is false
      Set securityContext.readOnlyRootFilesystem: true, and mount a sized emptyDir where the process writes.
    1:3 medium replicas-minimum: spec.replicas is 1
      Set replicas to 2 or more, or the minimum of its scaler. Sign for what must run alone.

2 findings (2 medium), 0 waived, 0 not evaluated, in 13 objects; profile hardened, # controls, # evaluations.
Why, and what other tools call it: cdk8s-hardened check --explain <control>. To sign for one: --waivers waivers.yaml.
`);
});

test('nothing found is one line', () => expect(textOf(resultOf(hardenedYaml())).trimEnd().split('\n')).toEqual([expect.stringMatching(/^0 findings, 0 waived, 0 not evaluated, in 13 objects; profile hardened/)]));

test('what to write is said once for containers that share a fault', () => {
  const text = textOf(resultOf(hardenedYaml([WRITABLE, { at: 'pod/initContainers', to: [{ name: 'setup', image: 'x' }] }])));
  expect(text.split('Set securityContext.readOnlyRootFilesystem: true')).toHaveLength(2);
});

it.each([
  ['what is waived', 'waived until 2027-01-31: replicas-minimum on Deployment shop/cart, by team-shop: One <writer>.'],
  ['what could not be evaluated', /^error shop\/all\.yaml:\d+:\d+ Service shop\/x: manifest-shape: could not evaluate: /m],
  ['what is skipped', 'skipped: host-port: None here.'],
])('it names %s', (_, text) => expect(textOf(mixedResult())).toEqual(typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text)));

test('it says which findings do not count', () => expect(textOf(resultOf(hardenedYaml(SINGLE), {}, { failOn: 'high' }))).toContain('1 medium (below --fail-on)'));

test('colours are asked for', () => {
  expect(textOf(mixedResult(), true)).toContain('\u001b[33mmedium\u001b[0m');
  expect(textOf(mixedResult())).not.toContain('\u001b');
});

test('a name cannot move the cursor', () => expect(textOf(hostileResult())).not.toMatch(/[\u001b\u202e]/));
