import * as fc from 'fast-check';
import { canonicalQuantity, compareQuantities, doubleQuantity, parseQuantity } from '../../src/manifest/quantity';

// What k8s.io/apimachinery 0.34.4 says, in billionths.
it.each<[string | number, bigint]>([
  ['0', 0n], ['1', 1_000_000_000n], [2, 2_000_000_000n], [0.5, 500_000_000n], ['70m', 70_000_000n], ['200Mi', 209_715_200_000_000_000n], ['1e3', 1_000_000_000_000n],
  ['1E3', 1_000_000_000_000n], ['1E', 10n ** 27n], ['10E', 10n ** 28n], ['.5', 500_000_000n], ['1.', 1_000_000_000n], ['+1', 1_000_000_000n], ['-1', -1_000_000_000n],
  ['-0.5m', -500_000n], ['1n', 1n], ['1u', 1000n], ['1k', 10n ** 12n], ['1M', 10n ** 15n], ['1G', 10n ** 18n], ['1T', 10n ** 21n], ['1P', 10n ** 24n],
  ['1Ki', 1024n * 10n ** 9n], ['1.5Gi', 1_610_612_736n * 10n ** 9n], ['0.1Ki', 102_400_000_000n], ['1Ti', 2n ** 40n * 10n ** 9n], ['1Pi', 2n ** 50n * 10n ** 9n],
  ['2Ei', 2n ** 61n * 10n ** 9n], ['1e-3', 1_000_000n], ['1e+3', 10n ** 12n], ['1e001', 10n ** 10n], ['1e100', 10n ** 109n],
  ['0.1n', 1n], ['0.0000000001', 1n], ['-0.0000000001', -1n], ['5e-10', 1n], ['1.0000000001m', 1_000_001n],
])('%s is %s billionths', (text, nanos) => {
  expect(parseQuantity(text)).toBe(nanos);
});

it.each(['', '1K', '1 ', ' 1', '1mi', '1mI', '1e', '1e3Ki', '1_000', '0x10', '1.5.5', 'm', '.', '-', '1,5', '--1', '1e9999', 'NaN', 'Infinity', '1\n', '١'])('%j is no quantity', text => {
  expect(parseQuantity(text)).toBeUndefined();
  expect(() => compareQuantities('1', text)).toThrow(`'${text}' is no Kubernetes quantity. Write for instance '100m', '0.5', '200Mi' or '1Gi'.`);
  expect(() => doubleQuantity(text)).toThrow(`'${text}' is no Kubernetes quantity. Write for instance '100m' or '0.5'.`);
});

it.each([['1', '1000m', 0], ['1Gi', '1G', 1], ['999Mi', '1Gi', -1], ['0.1', '100m', 0], ['-1', '0', -1], ['1e3', '1k', 0]])('%s against %s is %s', (a, b, sign) => {
  expect(compareQuantities(a, b)).toBe(sign);
});

it.each([['70m', '140m'], ['0.5', '1'], ['500m', '1'], ['1', '2'], ['750m', '1500m'], ['1.5', '3'], ['0', '0'], ['1u', '1m'], ['1k', '2000']])('twice %s is %s', (text, twice) => {
  expect(doubleQuantity(text)).toBe(twice);
});

it('comparison is an order, and doubling never falls short', () => {
  const quantity = fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.constantFrom('', 'n', 'u', 'm', 'k', 'Ki', 'Mi')).map(([n, suffix]) => `${n}${suffix}`);
  fc.assert(fc.property(quantity, quantity, (a, b) => {
    expect(compareQuantities(a, b) + compareQuantities(b, a)).toBe(0);
    expect(parseQuantity(doubleQuantity(a))! >= 2n * parseQuantity(a)!).toBe(true);
  }));
});

it('any text is a quantity or none, and never an exception', () => {
  fc.assert(fc.property(fc.oneof(fc.fullUnicodeString(), fc.stringMatching(/^[-+.0-9eEKMGiunm]{0,8}$/)), text => ['bigint', 'undefined'].includes(typeof parseQuantity(text))));
});

it.each([
  ['1024Mi', '1Gi'], ['0.5', '500m'], ['1000m', '1'], ['1500Mi', '1500Mi'], ['1e3', '1k'], [2, '2'], ['0', '0'], ['0.5Gi', '512Mi'], ['1000M', '1G'], ['no quantity', 'no quantity'],
])('%s is written %s', (given, expected) => {
  expect(canonicalQuantity(given)).toBe(expected);
});

it('a quantity stays what it is, however it is written', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 10 ** 9 }), fc.constantFrom('', 'm', 'k', 'M', 'Ki', 'Mi', 'Gi'), (number, unit) => {
    expect(compareQuantities(canonicalQuantity(`${number}${unit}`), `${number}${unit}`)).toBe(0);
  }));
});
