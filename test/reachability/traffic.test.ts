import * as fc from 'fast-check';
import { ANY, Protocol, PROTOCOLS, Traffic } from '../../src/reachability/traffic';

const spans = fc.array(fc.record({
  protocol: fc.constantFrom<Protocol>(...PROTOCOLS), from: fc.integer({ min: 1, max: 40 }), length: fc.integer({ min: 0, max: 10 }),
  requests: fc.constantFrom(ANY, 1n, 2n, 6n),
}), { maxLength: 5 });
const traffic = spans.map(list => Traffic.union(list.map(({ protocol, from, length, requests }) => Traffic.ports(protocol, from, from + length, requests))));
/** Port by port, as the sets are meant. */
const bits = (set: Traffic) => PROTOCOLS.flatMap(protocol => Array.from({ length: 60 }, (_, index) => set.at(protocol, index + 1)));

test.each([
  ['union', (a: Traffic, b: Traffic) => a.union(b), (a: bigint, b: bigint) => a | b],
  ['intersection', (a: Traffic, b: Traffic) => a.intersect(b), (a: bigint, b: bigint) => a & b],
  ['difference', (a: Traffic, b: Traffic) => a.subtract(b), (a: bigint, b: bigint) => a & ~b],
] as const)('a %s is that of each port', (_, sets, ports) => {
  fc.assert(fc.property(traffic, traffic, (a, b) => {
    expect(bits(sets(a, b))).toEqual(bits(a).map((each, index) => ports(each, bits(b)[index])));
  }));
});

test('equal sets have equal spans, however they were made', () => {
  fc.assert(fc.property(traffic, traffic, (a, b) => {
    expect(a.union(b).equals(b.union(a))).toBe(true);
    expect(a.subtract(b).union(a.intersect(b)).equals(a)).toBe(true);
    expect(a.includes(b)).toBe(b.subtract(a).isEmpty);
  }));
});

test('neighbours over which the same may be asked are one span', () => {
  expect(Traffic.ports('TCP', 1, 5).union(Traffic.ports('TCP', 6, 9)).spans).toEqual([{ protocol: 'TCP', from: 1, to: 9, requests: ANY }]);
});
