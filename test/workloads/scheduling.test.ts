import { schedulingOf } from '../../src/workloads/scheduling';

const SELECTOR = { app: 'cart' };

it('prefers different nodes and spreads softly over nodes and zones', () => {
  const labelSelector = { matchLabels: SELECTOR };
  expect(schedulingOf({}, SELECTOR, true)).toEqual({
    affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: { labelSelector, topologyKey: 'kubernetes.io/hostname' } }] } },
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector },
      { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector },
    ],
  });
});

it('says nothing for kinds that do not spread', () => {
  expect(schedulingOf({}, SELECTOR, false)).toEqual({});
});

it('keeps the anti-affinity beside a given node affinity', () => {
  expect(Object.keys(schedulingOf({ affinity: { nodeAffinity: {} } }, SELECTOR, true).affinity as object)).toEqual(['podAntiAffinity', 'nodeAffinity']);
});

it('takes a given anti-affinity and given constraints in place of its own', () => {
  expect(schedulingOf({ affinity: { podAntiAffinity: {} }, topologySpreadConstraints: [] }, SELECTOR, true)).toEqual({ affinity: { podAntiAffinity: {} } });
});

it('gives a constraint without a selector the own one, since it would count nothing', () => {
  const constraint = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };
  const other = { ...constraint, labelSelector: { matchLabels: { other: 'x' } } };
  expect(schedulingOf({ topologySpreadConstraints: [constraint, other] }, SELECTOR, true).topologySpreadConstraints)
    .toEqual([{ ...constraint, labelSelector: { matchLabels: SELECTOR } }, other]);
});
