import { describePorts } from './port-answers';
import { ReachFlow, ReachReport } from './report';
import { push } from '../../manifest/lists';

/** Flows as a reader wants them: those that every workload of a namespace has alike are one row. */
export interface Row {
  readonly from: string;
  readonly to: string;
  readonly verdict: ReachFlow['verdict'];
  readonly text: string;
  /** What it stands for, at least one. */
  readonly flows: readonly ReachFlow[];
}

/** Fewer are sooner read one by one. */
const LEAST_ALIKE = 3;

/** `every workload of shop`: a row of this name stands for all of them. */
export function everyWorkload(namespace: string): string {
  return `every workload of ${namespace}`;
}

export function rowsOf({ flows, endpoints }: ReachReport): Row[] {
  const homes = new Map(endpoints.filter(({ kind }) => kind === 'workload').map(({ id, namespace }) => [id, namespace]));
  const sizes = new Map<string, number>();
  for (const namespace of homes.values()) sizes.set(namespace, (sizes.get(namespace) ?? 0) + 1);
  const alike = new Map<string, ReachFlow[]>();
  const key = (flow: ReachFlow, end: 'from' | 'to'): string => [end, homes.get(flow[end]), flow[end === 'from' ? 'to' : 'from'], flow.verdict, describePorts(flow.ports)].join('\n');
  const isOutside = (flow: ReachFlow, end: 'from' | 'to'): boolean => homes.has(flow[end]) && !homes.has(flow[end === 'from' ? 'to' : 'from']);
  for (const flow of flows) {
    for (const end of ['from', 'to'] as const) {
      if (isOutside(flow, end)) push(alike, key(flow, end), flow);
    }
  }
  const done = new Set<string>();
  return flows.flatMap((flow): Row[] => {
    const row = { from: flow.from, to: flow.to, verdict: flow.verdict, text: describePorts(flow.ports), flows: [flow] };
    for (const end of ['from', 'to'] as const) {
      const same = isOutside(flow, end) ? alike.get(key(flow, end))! : [];
      const namespace = homes.get(flow[end])!;
      if (same.length < LEAST_ALIKE || same.length < sizes.get(namespace)!) continue;
      if (done.has(key(flow, end))) return [];
      done.add(key(flow, end));
      return [{ ...row, [end]: everyWorkload(namespace), flows: same }];
    }
    return [row];
  });
}
