import { ReachReport } from './report';
import { list } from '../formats/json';

/** Contract: schemas/reach-1.schema.json. One flow a line, so that two reports can be compared line by line. */
export function* json(report: ReachReport): Generator<string> {
  const { tool, cni, mesh, leftOut } = report;
  yield JSON.stringify({ schemaVersion: 1, tool, profile: { cni, mesh }, leftOut }, undefined, 2).slice(0, -2);
  yield* list('endpoints', report.endpoints.map(({ id, kind, labels }) => ({ id, kind, ...(kind === 'workload' || kind === 'pods' ? { labels } : {}) })));
  yield* list('flows', report.flows.map(({ dependsOn, ...flow }) => ({ ...flow, ...(dependsOn.length > 0 ? { dependsOn } : {}) })));
  if (report.openWithoutMesh) yield* list('openWithoutMesh', report.openWithoutMesh);
  yield* list('couldBecome', report.couldBecome);
  yield* list('findings', report.findings.map(({ says, ...place }) => ({ ...place, message: says })));
  yield* list('unreadable', report.problems.map(({ says, ...place }) => ({ ...place, reason: says })));
  yield '\n}\n';
}
