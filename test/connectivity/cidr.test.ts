import { BlockList, isIPv6 } from 'net';
import * as fc from 'fast-check';
import { addressBlock, ipBlock, worldBlocks } from '../../src/connectivity/cidr';
import { IpFamily } from '../../src/platform/choices';

describe('a range', () => {
  it.each([
    ['10.20.0.0/16', '10.20.0.0/16'],
    ['203.0.113.7/32', '203.0.113.7/32'],
    ['0.0.0.0/1', '0.0.0.0/1'],
    ['2001:DB8:0:0::/64', '2001:db8::/64'],
    ['2001:db8::1/128', '2001:db8::1/128'],
    ['64:ff9b::192.0.2.0/120', '64:ff9b::c000:200/120'],
  ])('%s is written as %s', (text, written) => {
    expect(ipBlock(text, [], 'here').cidr).toBe(written);
  });

  it.each([
    ['10.0.0.5', "here: '10.0.0.5' is an address, not a range. Write '10.0.0.5/32' for this one address."],
    ['2001:db8::1', "here: '2001:db8::1' is an address, not a range. Write '2001:db8::1/128' for this one address."],
    ['10.0.0.5/24', "here: '10.0.0.5/24' has bits set behind its prefix, so that readers differ on what it means. Write '10.0.0.0/24'."],
    ['::ffff:10.0.0.0/104', "here: '::ffff:10.0.0.0/104' is an IPv4 range in IPv6 clothes, which policies do not match. Write it as IPv4."],
    ['169.254.169.254/32', "here: '169.254.169.254/32' lies in 169.254.0.0/16, where clouds hand out credentials. Name the addresses that are really needed; NodeLocal DNSCache is stated as platform.dns.nodeLocalAddress."],
    ['fd00:ec2::254/128', "here: 'fd00:ec2::254/128' lies in fd00:ec2::/32, where clouds hand out credentials. Name the addresses that are really needed; NodeLocal DNSCache is stated as platform.dns.nodeLocalAddress."],
  ])('%s is refused', (text, message) => {
    expect(() => ipBlock(text, [], 'here')).toThrow(new Error(message));
  });

  it.each(['', '/', '10.0.0.0/33', '10.0.0/8', '010.0.0.0/8', '10.0.0.0/08', '10.0.0.0/-1', '10.0.0.0/8/8', '10.0.0.0/', 'example.com/8', 'fe80::1%eth0/64', '2001:db8::/129', ':::/0'])(
    "'%s' is no range", text => {
      expect(() => ipBlock(text, [], 'here')).toThrow(`here: '${text}' is no CIDR range. Write for instance '10.20.0.0/16' or 'fd00:1234::/48'.`);
    });
});

describe('exceptions', () => {
  it('cut metadata addresses out of every range that holds them', () => {
    expect(ipBlock('100.64.0.0/10', [], 'here')).toEqual({ cidr: '100.64.0.0/10', except: ['100.100.100.200/32'] });
  });

  it('are sorted, written once, and left out where a wider one holds them', () => {
    expect(ipBlock('169.0.0.0/8', ['169.254.169.0/24', '169.3.0.0/16', '169.1.0.0/16', '169.1.0.0/16'], 'here').except)
      .toEqual(['169.1.0.0/16', '169.254.0.0/16', '169.3.0.0/16']);
  });

  it('are absent, not empty, where there are none', () => {
    expect(ipBlock('10.0.0.0/8', [], 'here')).toEqual({ cidr: '10.0.0.0/8' });
  });

  it.each([
    ['outside', '11.0.0.0/16'], ['of the other family', 'fd00::/16'], ['the range itself', '10.0.0.0/8'], ['wider than the range', '8.0.0.0/6'],
  ])('%s are refused', (_, except) => {
    expect(() => ipBlock('10.0.0.0/8', [except], 'here')).toThrow(
      `here: the exception '${except}' does not lie inside '10.0.0.0/8', and the API server refuses the policy. Write ranges that are smaller than it and inside it.`);
  });
});

describe('the world', () => {
  it('is every family of the platform, without metadata', () => {
    expect(worldBlocks([IpFamily.IPV4, IpFamily.IPV6])).toEqual([
      { cidr: '0.0.0.0/0', except: ['100.100.100.200/32', '168.63.129.16/32', '169.254.0.0/16', '192.0.0.192/32'] },
      { cidr: '::/0', except: ['fd00:ec2::/32', 'fd20:ce::254/128', 'fe80::/10'] },
    ]);
  });

  it('is IPv4 alone where the platform is', () => {
    expect(worldBlocks([IpFamily.IPV4]).map(({ cidr }) => cidr)).toEqual(['0.0.0.0/0']);
  });
});

describe('one address', () => {
  it.each([['169.254.20.10', '169.254.20.10/32'], ['fd00::a', 'fd00::a/128'], ['10.0.0.0/28', '10.0.0.0/28']])('%s is the range %s', (text, cidr) => {
    expect(addressBlock(text, 'here')).toEqual({ cidr });
  });
});

/** Random ranges, judged by Node's own BlockList. */
describe('against net.BlockList', () => {
  const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));
  const v6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }));

  it('the range that an error proposes holds the address that was written', () => {
    fc.assert(fc.property(fc.oneof(v4, v6), ([address, prefix]) => {
      const cidr = proposed(`${address}/${prefix}`);
      if (cidr === undefined) return;
      const [first, bits] = cidr.split('/');
      const list = new BlockList();
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      list.addSubnet(first, Number(bits), family);
      expect(Number(bits)).toBe(prefix);
      expect(list.check(address, family)).toBe(true);
    }), { numRuns: 500 });
  });

  it('every exception lies inside its range', () => {
    fc.assert(fc.property(fc.oneof(v4, v6), ([address, prefix]) => {
      const cidr = proposed(`${address}/${prefix}`);
      // The range that an error proposes may itself be one where clouds hand out credentials.
      if (cidr === undefined || proposed(cidr) === undefined) return;
      const [first, bits] = cidr.split('/');
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      const list = new BlockList();
      list.addSubnet(first, Number(bits), family);
      for (const except of ipBlock(cidr, [], 'here').except ?? []) {
        expect(list.check(except.split('/')[0], family)).toBe(true);
        expect(Number(except.split('/')[1])).toBeGreaterThan(Number(bits));
      }
    }), { numRuns: 500, examples: [[['fe80::1', 10]]] });
  });

  /** The canonical text of a range, from the result or from the error; undefined for ranges that are refused for what they hold. */
  function proposed(text: string): string | undefined {
    try {
      return ipBlock(text, [], 'here').cidr;
    } catch (error) {
      return /Write '(.*)'\.$/.exec((error as Error).message)?.[1];
    }
  }
});
