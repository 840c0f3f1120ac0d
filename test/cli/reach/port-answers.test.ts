import { describePorts, portAnswers } from '../../../src/cli/reach/port-answers';
import { RequestSpace } from '../../../src/reachability/request-space';
import { Traffic } from '../../../src/reachability/traffic';

const space = new RequestSpace({ methods: ['GET'], paths: ['/a*'], hosts: [] });
it.each([
  ['TCP 80', Traffic.ports('TCP', 80, 80)], ['TCP 80-90, UDP 53', Traffic.union([Traffic.ports('UDP', 53, 53), Traffic.ports('TCP', 80, 90)])], ['every port', Traffic.ALL],
  ['UDP every port', Traffic.ports('UDP')], ['TCP 80 (GET /a*)', Traffic.ports('TCP', 80, 80, space.requests({ methods: { values: ['GET'] }, paths: { values: ['/a*'] } }))],
  ['TCP 80 (no HTTP)', Traffic.ports('TCP', 80, 80, space.raw)],
])('%s', (text, traffic) => expect(describePorts(portAnswers(traffic, Traffic.NONE, space))).toBe(text));

test('what is certain and what is open stand side by side', () => {
  expect(portAnswers(Traffic.ports('TCP', 80, 80), Traffic.ports('TCP', 443, 443), undefined)).toEqual([
    { protocol: 'TCP', from: 80, to: 80, verdict: 'allowed' }, { protocol: 'TCP', from: 443, to: 443, verdict: 'depends' },
  ]);
});
