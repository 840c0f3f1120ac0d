import { GuardRail, PortClass } from '../../src/platform/guard-rail';
import { railRules } from '../../src/tenancy/rail-rules';

const reason = 'Because.';
const ports = [PortClass.TELNET];

test.each<[string, Omit<GuardRail, 'reason'>, string, object[]]>([
  ['ports are denied both ways', { ports }, 'shop', [{ direction: 'egress', rail: 0, ports }, { direction: 'ingress', rail: 0, ports }]],
  ['one namespace to another, at the caller', { from: 'shop', to: 'vault' }, 'shop', [{ direction: 'egress', rail: 0, namespace: 'vault' }]],
  ['and at the callee', { from: 'shop', to: 'vault', ports }, 'vault', [{ direction: 'ingress', rail: 0, namespace: 'shop', ports }]],
  ['and nowhere else', { from: 'shop', to: 'vault' }, 'other', []],
  ['who may call nobody outside', { from: 'shop' }, 'shop', [{ direction: 'egress', rail: 0, but: 'shop' }]],
  ['is no caller of others', { from: 'shop' }, 'vault', [{ direction: 'ingress', rail: 0, namespace: 'shop' }]],
  ['whom nobody outside may call', { to: 'vault' }, 'vault', [{ direction: 'ingress', rail: 0, but: 'vault' }]],
  ['is no callee of others', { to: 'vault' }, 'shop', [{ direction: 'egress', rail: 0, namespace: 'vault' }]],
  ['calls to anywhere are no rule', { from: 'shop', anywhereEgress: true }, 'shop', []],
])('%s', (_, rail, own, expected) => {
  expect(railRules([{ ...rail, reason }], own)).toEqual(expected);
});

test('what leaves out the own pods comes last', () => {
  expect(railRules([{ from: 'shop', reason }, { ports, reason }], 'shop').map(({ direction, rail }) => `${direction} ${rail}`)).toEqual(['egress 1', 'ingress 1', 'egress 0']);
});
