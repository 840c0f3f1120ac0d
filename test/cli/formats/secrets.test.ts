import { FORMATS } from '../../../src/cli/formats';
import { resultOf, SECRETS, WITH_SECRETS } from '../harness';

// Two characters and the length are what the controls themselves say of a credential.
test.each(Object.keys(FORMATS))('no secret is in a report in the format %s', format => {
  const result = resultOf(WITH_SECRETS);
  const text = [...FORMATS[format](result, false)].join('');
  expect(result.report.findings.map(({ control }) => control)).toEqual(expect.arrayContaining(['secret-inline-data', 'env-literal-credential', 'argument-credential', 'configmap-credential']));
  expect(text).toContain('env-literal-credential');
  expect(SECRETS.filter(secret => text.includes(secret))).toEqual([]);
});
