import { expectBrokenTwins, expectFine, findingsAfter } from '../hardened-set';

const RESOURCES = 'container/resources';

describe('a container may take more of its node than it should', () => {
  expectBrokenTwins([
    ['cpu-request-equals-limit', 'CPU that is throttled and evicted', { remove: 'CronJob/report' }, "container 'cart': resources.requests.cpu and resources.limits.cpu are not the same", { cpuRequestEqualsLimit: true }],
    ['cpu-request', 'the scheduler knows no CPU', [{ at: `${RESOURCES}/requests/cpu` }, { at: `${RESOURCES}/limits/cpu` }], "container 'cart': resources.requests.cpu is not set", { cpuLimits: 'forbidden' }],
    ['cpu-limit', 'CPU without end', { at: `${RESOURCES}/limits/cpu` }, "container 'cart': resources.limits.cpu is not set"],
    ['memory-request', 'the scheduler knows no memory', { at: RESOURCES }, "container 'cart': resources.requests.memory is not set"],
    ['memory-limit', 'memory without end', { at: `${RESOURCES}/limits/memory` }, "container 'cart': resources.limits.memory is not set"],
    ['memory-request-equals-limit', 'memory that others were promised', { at: `${RESOURCES}/limits/memory`, to: '1Gi' },
      "container 'cart': resources.requests.memory is '64Mi' and resources.limits.memory '1Gi'"],
    ['ephemeral-storage', 'disk without end', { at: `${RESOURCES}/limits/ephemeral-storage` }, "container 'cart': resources.limits['ephemeral-storage'] is not set"],
    ['ephemeral-storage', 'disk, unknown to the scheduler', { at: `${RESOURCES}/limits` }, "container 'cart': resources.limits['ephemeral-storage'] is not set"],
  ]);

  expectFine([
    ['cpu-limit-forbidden', 'no limit', ['Deployment/cart', 'CronJob/report'].map(each => (
      { in: each, at: `/spec/${each.startsWith('Cron') ? 'jobTemplate/spec/' : ''}template/spec/containers/0/resources/limits/cpu` })), { cpuLimits: 'forbidden' }],
    ['cpu-request-equals-limit', 'as much as is requested', [{ at: 'container/resources/limits/cpu', to: '0.1' }, { remove: 'CronJob/report' }], { cpuRequestEqualsLimit: true }],
  ]);

  test.each([
    ['a limit is a request where none is written', 'memory-request', { at: `${RESOURCES}/requests` }],
    ['two spellings of one quantity are equal', 'memory-request-equals-limit', { at: `${RESOURCES}/limits/memory`, to: '65536Ki' }],
  ])('%s', (_, control, change) => {
    expect(findingsAfter(control, change)).toEqual([]);
  });

  test.each([['required', 1, 0], ['optional', 0, 0], ['forbidden', 0, 1]] as const)('CPU limits that are %s', (cpuLimits, missing, present) => {
    expect(findingsAfter('cpu-limit', { at: `${RESOURCES}/limits/cpu` }, { settings: { cpuLimits } })).toHaveLength(missing);
    const stated = findingsAfter('cpu-limit-forbidden', {}, { settings: { cpuLimits } }).filter(finding => finding.container === 'cart');
    expect(stated.map(finding => finding.message)).toEqual(present ? ["container 'cart': resources.limits.cpu is '200m'"] : []);
  });
});
