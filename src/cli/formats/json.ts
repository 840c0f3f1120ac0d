import { CheckResult } from '../result';

/** Contract: schemas/check-1.schema.json. One finding a line, so that two reports can be compared line by line. */
export function* json(result: CheckResult): Generator<string> {
  const { tool, report, problems, skipped } = result;
  const head = { schemaVersion: report.schemaVersion, tool, profile: report.profile, summary: report.summary };
  yield `${JSON.stringify(head, undefined, 2).slice(0, -2)}`;
  yield* list('findings', report.findings);
  yield* list('waived', report.waived);
  yield* list('errors', report.errors);
  yield* list('coverage', report.coverage);
  yield* list('skipped', skipped);
  yield* list('unreadable', problems.map(({ says, ...place }) => ({ ...place, reason: says })));
  if (report.passes) yield* list('passes', report.passes);
  yield '\n}\n';
}

/** A list of a report, one entry a line. */
export function* list(name: string, entries: readonly unknown[]): Generator<string> {
  yield `,\n  "${name}": [`;
  for (const [index, entry] of entries.entries()) yield `${index === 0 ? '' : ','}\n    ${JSON.stringify(entry)}`;
  yield entries.length === 0 ? ']' : '\n  ]';
}
