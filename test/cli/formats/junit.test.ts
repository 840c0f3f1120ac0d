import { elementsOf } from './xml';
import { junit } from '../../../src/cli/formats/junit';
import { hardenedYaml, hostileResult, mixedResult, resultOf, SINGLE, WRITABLE } from '../harness';

const xmlOf = (result: Parameters<typeof junit>[0]) => [...junit(result)].join('');
const named = (result: Parameters<typeof junit>[0], wanted: string) => elementsOf(xmlOf(result)).filter(({ name }) => name === wanted);

it.each([
  ['of everything', mixedResult()], ['of nothing', resultOf(hardenedYaml())], ['of hostile names', hostileResult()],
])('a document %s is well-formed', (_, result) => expect(named(result, 'testsuites')).toHaveLength(1));

it.each(['<a>', '<a></b>', '<a>&</a>', '<a b="<"/>', '<a>\u0001</a>', '<a>]</a></a>'])('the test would see that %s is not', text => expect(() => elementsOf(text)).toThrow());

test('a finding is a failed case of its object, with the place and what to write', () => {
  const elements = elementsOf(xmlOf(resultOf(hardenedYaml(WRITABLE))));
  const index = elements.findIndex(({ name }) => name === 'failure');
  expect(elements[index - 1].attributes).toEqual({ classname: 'shop.Deployment.cart', name: 'read-only-root-filesystem (cart)', file: 'shop/all.yaml' });
  expect(elements[index]).toMatchObject({ attributes: { type: 'medium', message: "container 'cart': securityContext.readOnlyRootFilesystem is false" } });
  expect(elements[index].text).toMatch(/^shop\/all\.yaml:\d+:13: container 'cart'.*\nSet securityContext/);
});

test('what is waived, and what is below the threshold, is skipped and says so', () => {
  expect(named(mixedResult(), 'skipped').map(({ attributes }) => attributes.message)).toEqual(['waived until 2027-01-31 by team-shop: One <writer>.']);
  expect(named(resultOf(hardenedYaml(SINGLE), {}, { failOn: 'high' }), 'skipped')[0].attributes.message).toBe('medium, below --fail-on high: spec.replicas is 1');
});

test('what could not be judged or read is an error', () => {
  const types = named(mixedResult(), 'error').map(({ attributes }) => attributes.type);
  expect(new Set(types)).toEqual(new Set(['unreadable', 'not-evaluated']));
});

test('the totals are those of the cases', () => {
  for (const result of [mixedResult(), hostileResult(), resultOf(hardenedYaml())]) {
    const elements = elementsOf(xmlOf(result));
    const of = (wanted: string) => elements.filter(({ name }) => name === wanted).length;
    expect(elements[0].attributes).toMatchObject({ tests: `${of('testcase')}`, failures: `${of('failure')}`, errors: `${of('error')}`, skipped: `${of('skipped')}` });
  }
});
