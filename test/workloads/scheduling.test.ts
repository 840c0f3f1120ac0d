import { schedulingOf } from '../../src/workloads/scheduling';

const SELECTOR = { app: 'cart' };
const IMAGE = { image: 'x' };

it('prefers different nodes and spreads softly over nodes and zones', () => {
  const labelSelector = { matchLabels: SELECTOR };
  expect(schedulingOf(IMAGE, SELECTOR, true)).toEqual({
    affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: { labelSelector, topologyKey: 'kubernetes.io/hostname' } }] } },
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector },
      { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector },
    ],
  });
});

it('says nothing for kinds that do not spread', () => {
  expect(schedulingOf(IMAGE, SELECTOR, false)).toEqual({});
});

it('keeps the anti-affinity beside a given node affinity', () => {
  expect(Object.keys(schedulingOf({ ...IMAGE, affinity: { nodeAffinity: {} } }, SELECTOR, true).affinity as object)).toEqual(['podAntiAffinity', 'nodeAffinity']);
});

it('takes a given anti-affinity and given constraints in place of its own', () => {
  expect(schedulingOf({ ...IMAGE, affinity: { podAntiAffinity: {} }, topologySpreadConstraints: [] }, SELECTOR, true)).toEqual({ affinity: { podAntiAffinity: {} } });
});
