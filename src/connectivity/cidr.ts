import { isIPv6 } from 'net';
import { AddressRange, cidrText, contains, parseRange } from '../manifest/addresses';
import { METADATA_RANGES } from '../manifest/metadata-addresses';
import { IpFamily } from '../platform/choices';

/** An address range as it stands in a policy: canonical, every exception strictly inside it. */
export interface IpBlock {
  readonly cidr: string;
  readonly except?: readonly string[];
}

/** A range, and its canonical text. */
interface Range extends AddressRange {
  readonly cidr: string;
}

const WORLD: Record<IpFamily, string> = { [IpFamily.IPV4]: '0.0.0.0/0', [IpFamily.IPV6]: '::/0' };

/** Every address of the families, but for those where clouds hand out credentials. */
export function worldBlocks(families: readonly IpFamily[]): IpBlock[] {
  return families.map(family => ipBlock(WORLD[family], [], 'Peer.anywhere'));
}

/**
 * A range with its exceptions. Metadata addresses inside it are always cut out: whoever reaches them reads the node's cloud credentials.
 * Throws where a range is malformed, an exception lies outside, or nothing but metadata would be left.
 */
export function ipBlock(cidr: string, except: readonly string[], where: string): IpBlock {
  const range = parseCidr(cidr, where);
  const metadata = METADATA_RANGES.map(text => parseCidr(text, where));
  const around = metadata.find(other => contains(other, range));
  if (around) {
    throw new Error(`${where}: '${cidr}' lies in ${around.cidr}, where clouds hand out credentials. Name the addresses that are really needed; `
      + 'NodeLocal DNSCache is stated as platform.dns.nodeLocalAddress.');
  }
  const exceptions = except.map(text => {
    const exception = parseCidr(text, where);
    if (exception.family !== range.family || !contains(range, exception) || exception.cidr === range.cidr) {
      throw new Error(`${where}: the exception '${text}' does not lie inside '${cidr}', and the API server refuses the policy. Write ranges that are smaller than it and inside it.`);
    }
    return exception;
  });
  const cut = [...exceptions, ...metadata.filter(other => contains(range, other))];
  // What lies in a wider exception needs no line of its own.
  const texts = cut.filter(one => !cut.some(other => other.cidr !== one.cidr && contains(other, one))).map(one => one.cidr);
  return texts.length === 0 ? { cidr: range.cidr } : { cidr: range.cidr, except: [...new Set(texts)].sort() };
}

/** One address as a range: `169.254.20.10` -> `169.254.20.10/32`. A range is taken as it is. */
export function addressBlock(address: string, where: string): IpBlock {
  const text = address.includes('/') ? address : `${address}/${isIPv6(address) ? 128 : 32}`;
  return { cidr: parseCidr(text, where).cidr };
}

function parseCidr(text: string, where: string): Range {
  const [address, prefix] = text.split('/');
  const [range, single] = [parseRange(text), parseRange(address)];
  const bits = single?.family === 4 ? 32 : 128;
  if (single && prefix === undefined) throw new Error(`${where}: '${text}' is an address, not a range. Write '${text}/${bits}' for this one address.`);
  if (!range || !single || !/^(0|[1-9]\d{0,2})$/.test(prefix)) {
    throw new Error(`${where}: '${text}' is no CIDR range. Write for instance '10.20.0.0/16' or 'fd00:1234::/48'.`);
  }
  const cidr = cidrText(range);
  if (range.first !== single.first) throw new Error(`${where}: '${text}' has bits set behind its prefix, so that readers differ on what it means. Write '${cidr}'.`);
  if (range.family === 6 && Number(prefix) >= 96 && range.first / 2n ** 32n === 0xffffn) {
    throw new Error(`${where}: '${text}' is an IPv4 range in IPv6 clothes, which policies do not match. Write it as IPv4.`);
  }
  return { ...range, cidr };
}
