import { check } from '../../src/posture/check';
import { passes, PostureReport } from '../../src/posture/report';

const clean = check([]);

test('nothing wrong passes', () => {
  expect(passes(clean)).toBe(true);
});

test.each(['findings', 'errors', 'waiverProblems'] as const)('one of %s fails', list => {
  expect(passes({ ...clean, [list]: [{}] } as unknown as PostureReport)).toBe(false);
});

test.each(['waived', 'waiverWarnings', 'unusedWaivers'] as const)('one of %s passes: it is said, or judged by the caller', list => {
  expect(passes({ ...clean, [list]: [{}] } as unknown as PostureReport)).toBe(true);
});
