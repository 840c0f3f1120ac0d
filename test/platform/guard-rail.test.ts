import { checkGuardRails, GuardRail, PortClass } from '../../src/platform/guard-rail';

const reason = 'Passwords in clear.';

it('takes what can be meant', () => {
  expect(() => checkGuardRails([{ ports: [PortClass.TELNET], reason }, { from: 'shop', to: 'vault', reason }, { from: 'shop', anywhereEgress: true, reason }])).not.toThrow();
});

it.each<[string, GuardRail, string]>([
  ['no reason', { from: 'shop', reason: ' ' }, 'platform.forbid[0]: reason is missing. Say why'],
  ['nothing', { reason }, 'platform.forbid[0]: forbids nothing. Give from, to, ports or anywhereEgress: true.'],
  ['the world and a namespace', { anywhereEgress: true, to: 'shop', reason }, 'platform.forbid[0]: anywhereEgress is about the world'],
  ['a namespace that is none', { from: 'Shop', reason }, "platform.forbid[0]: from 'Shop' must be lower-case"],
  ['no ports', { ports: [], reason }, 'platform.forbid[0]: ports is an empty list'],
  ['a class that is none', { ports: ['gopher' as PortClass], reason }, "platform.forbid[0]: ports 'gopher' is unknown. Write one of 'ftp', 'tftp'"],
])('refuses %s', (_, rail, message) => {
  expect(() => checkGuardRails([rail])).toThrow(message);
});
