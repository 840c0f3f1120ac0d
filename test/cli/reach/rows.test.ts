import * as fc from 'fast-check';
import { crowd, reportOf, trees } from './harness';
import { rowsOf } from '../../../src/cli/reach/rows';

test('every flow is in exactly one row', () => {
  fc.assert(fc.property(trees, fc.boolean(), (documents, all) => {
    const report = reportOf(documents, {}, all);
    const inRows = rowsOf(report).flatMap(({ flows }) => flows);
    expect(new Set(inRows)).toEqual(new Set(report.flows));
    expect(inRows).toHaveLength(report.flows.length);
  }), { numRuns: 60 });
});

it.each([[2, 'namespace-0/Pod/w0'], [3, 'every workload of namespace-0']])('of %d workloads alike the first is told as %s', (size, name) => {
  const rows = rowsOf(reportOf(crowd([size], (_, index) => `w${index}`), {}, false));
  expect(rows.find(({ from }) => from === 'namespace:any')?.to).toBe(name);
});
