import { cidrRange, cidrText, contains, overlaps, parseRange } from '../../src/manifest/addresses';

const range = (text: string) => parseRange(text)!;

test.each([
  ['10.0.0.0/8', 4, 0x0a000000n, 0x0affffffn], ['10.1.2.3/8', 4, 0x0a000000n, 0x0affffffn], ['1.2.3.4', 4, 0x01020304n, 0x01020304n], ['0.0.0.0/0', 4, 0n, 0xffffffffn],
  ['::/0', 6, 0n, 2n ** 128n - 1n], ['::1', 6, 1n, 1n], ['fd00:ec2::254', 6, 0xfd000ec2000000000000000000000254n, 0xfd000ec2000000000000000000000254n],
  ['1:2:3:4:5:6:7:8/128', 6, 0x00010002000300040005000600070008n, 0x00010002000300040005000600070008n],
] as const)('%s is of IPv%d', (text, family, first, last) => {
  expect(parseRange(text)).toEqual({ family, first, last });
});

test.each(['', '10.0.0.0/33', '10.0.0', '10.0.0.256', '01.0.0.0', '::/129', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '::g', '10.0.0.0/8/8', '10.0.0.0/', '12345::', 'db.example'])(
  "'%s' is no range", text => {
    expect(parseRange(text)).toBeUndefined();
  });

test.each([
  ['10.0.0.0/8', '10.1.0.0/16', true, true], ['10.1.0.0/16', '10.0.0.0/8', false, true], ['10.0.0.0/8', '11.0.0.0/8', false, false], ['0.0.0.0/0', '::/0', false, false],
])('%s and %s', (outer, inner, contained, overlapping) => {
  expect([contains(range(outer), range(inner)), overlaps(range(outer), range(inner))]).toEqual([contained, overlapping]);
});

test.each(['10.0.0.0/8', '0.0.0.0/0', '192.0.2.7/32', 'fd00:1234::/48', '::/0', '2001:db8::1/128'])('%s is written as it was read', text => {
  expect(cidrText(parseRange(text)!)).toBe(text);
});

it.each([['10.0.0.0/8', true], ['fd00::/8', true], ['10.0.0.1', false], ['10.0.0.0/33', false], [8, false], [undefined, false]])('%j is a CIDR range: %s', (text, is) => {
  expect(cidrRange(text) !== undefined).toBe(is);
});
