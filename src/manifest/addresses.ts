/** IPv4 and IPv6 ranges. */
import { SocketAddress } from 'node:net';

export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** The range of `10.0.0.0/8`, `fd00::/8` or a single address; undefined where the text is neither. */
export function parseRange(text: string): AddressRange | undefined {
  const [address, length, ...more] = text.split('/');
  const parsed = parseIpv4(address) ?? parseIpv6(address);
  if (!parsed || more.length > 0) return undefined;
  const bits = parsed.family === 4 ? 32 : 128;
  if (length !== undefined && (!/^\d{1,3}$/.test(length) || Number(length) > bits)) return undefined;
  const size = 2n ** BigInt(bits - Number(length ?? bits));
  const first = parsed.value - parsed.value % size;
  return { family: parsed.family, first, last: first + size - 1n };
}

/** The range of a CIDR text, as policies need it: undefined for a single address, too. */
export function cidrRange(text: unknown): AddressRange | undefined {
  return typeof text === 'string' && text.includes('/') ? parseRange(text) : undefined;
}

/** The two ranges share an address. */
export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** Every address of `inner` is one of `outer`. */
export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** The address as text; IPv6 in its canonical form. */
export function addressText(value: bigint, family: 4 | 6): string {
  const [count, base, radix, separator] = family === 4 ? [4, 256n, 10, '.'] as const : [8, 65536n, 16, ':'] as const;
  const groups = Array.from({ length: count }, (_, index) => (value / base ** BigInt(count - 1 - index) % base).toString(radix));
  const address = groups.join(separator);
  return family === 4 ? address : new SocketAddress({ address, family: 'ipv6' }).address;
}

/** `10.0.0.0/8`, of a range that a prefix can say. */
export function cidrText({ family, first, last }: AddressRange): string {
  const bits = (family === 4 ? 32 : 128) - (last - first + 1n).toString(2).length + 1;
  return `${addressText(first, family)}/${bits}`;
}

interface Parsed { readonly family: 4 | 6; readonly value: bigint }

function parseIpv4(text: string): Parsed | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some(part => !/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255)) return undefined;
  return { family: 4, value: parts.reduce((value, part) => value * 256n + BigInt(part), 0n) };
}

function parseIpv6(text: string): Parsed | undefined {
  const dotted = /^(.*:)([0-9.]+\.[0-9]+)$/.exec(text);
  const low = dotted ? parseIpv4(dotted[2])?.value : 0n;
  if (low === undefined) return undefined;
  const plain = dotted ? `${dotted[1]}${(low / 65536n).toString(16)}:${(low % 65536n).toString(16)}` : text;
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map(half => half === '' ? [] : half.split(':'));
  const missing = 8 - groups.flat().length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const all = halves.length === 1 ? groups[0] : [...groups[0], ...Array<string>(missing).fill('0'), ...groups[1]];
  if (all.some(group => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return { family: 6, value: all.reduce((value, group) => value * 65536n + BigInt(`0x${group}`), 0n) };
}
