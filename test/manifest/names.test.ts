import {
  dnsLabelProblem, dnsSubdomainProblem, envNameProblem, labelKeyProblem, labelValueProblem, objectNameProblem, pathSegmentProblem, portNameProblem,
  serviceNameProblem,
} from '../../src/manifest/names';

const COLUMNS = {
  label: dnsLabelProblem,
  subdomain: dnsSubdomainProblem,
  service: serviceNameProblem,
  labelValue: labelValueProblem,
  labelKey: labelKeyProblem,
  port: portNameProblem,
  env: envNameProblem,
  pathSegment: pathSegmentProblem,
};

// What k8s.io/apimachinery 0.34.4 accepts. An empty path segment is refused here: no object has an empty name.
it.each([
  ['a', 'label subdomain service labelValue labelKey port env pathSegment'],
  ['a-b', 'label subdomain service labelValue labelKey port env pathSegment'],
  ['a.b', 'subdomain labelValue labelKey env pathSegment'],
  ['A', 'labelValue labelKey env pathSegment'],
  ['-a', 'env pathSegment'],
  ['a-', 'env pathSegment'],
  ['a..b', 'labelValue labelKey env pathSegment'],
  ['1a', 'label subdomain labelValue labelKey port pathSegment'],
  ['a_b', 'labelValue labelKey env pathSegment'],
  ['', 'labelValue'],
  ['a/b', 'labelKey'],
  ['.', ''], ['..', ''], ['a%b', ''],
  ['..a', 'pathSegment'],
  ['.a', 'env pathSegment'],
  ['a:b', 'pathSegment'],
  ['é', 'pathSegment'],
  ['ab--c', 'label subdomain service labelValue labelKey env pathSegment'],
  ['123', 'label subdomain labelValue labelKey pathSegment'],
  ['a80', 'label subdomain service labelValue labelKey port env pathSegment'],
  ['a\n', 'pathSegment'],
  [' a', 'pathSegment'],
  ['a=b', 'pathSegment'],
])('%j is a valid %s', (name, valid) => {
  expect(Object.entries(COLUMNS).filter(([, problem]) => problem(name) === undefined).map(([column]) => column).join(' ')).toBe(valid);
});

it.each([
  ['a.b/c', undefined], ['app.kubernetes.io/name', undefined], ['/b', "has a prefix that is no DNS name: ''"], ['a/', 'must have a name of letters'],
  ['a/b/c', "must have at most one '/'"], ['A/b', "has a prefix that is no DNS name: 'A'"], ['a_b/c', 'has a prefix that is no DNS name'], ['a/-b', 'must have a name of letters'],
  ['a b', 'must have a name of letters'], [`a/${'b'.repeat(64)}`, 'is 64 characters long; at most 63 are allowed'],
])('the label key %s: %s', (key, problem) => {
  expect(labelKeyProblem(key)).toEqual(problem === undefined ? undefined : expect.stringContaining(problem));
});

it.each([
  ['a label', dnsLabelProblem, 63], ['a subdomain', dnsSubdomainProblem, 253], ['a Service', serviceNameProblem, 63], ['a label value', labelValueProblem, 63],
  ['a port', portNameProblem, 15],
])('%s ends at its longest', (_, problem, max) => {
  expect(problem('a'.repeat(max))).toBeUndefined();
  expect(problem('a'.repeat(max + 1))).toBe(`is ${max + 1} characters long; at most ${max} are allowed`);
});

it.each([
  [dnsLabelProblem, "must be lower-case letters, digits and '-', beginning and ending with a letter or digit"],
  [dnsSubdomainProblem, "must be lower-case letters, digits, '-' and '.', each part beginning and ending with a letter or digit"],
  [serviceNameProblem, "must be lower-case letters, digits and '-', beginning with a letter and ending with a letter or digit"],
  [labelValueProblem, "must be letters, digits, '-', '_' and '.', beginning and ending with a letter or digit"],
  [portNameProblem, "must be lower-case letters, digits and single '-' between them, with at least one letter"],
  [envNameProblem, "must be letters, digits, '_', '-' and '.', not beginning with a digit or '..'"],
  [pathSegmentProblem, "must be one path segment: no '/', no '%', not '.' or '..'"],
])('%# says what to write', (problem, says) => {
  expect(problem('/')).toBe(says);
});

it.each([
  ['Deployment', 'a.b', undefined], ['Deployment', 'A', 'must be lower-case letters'], ['Deployment', '', 'must not be empty'],
  ['Service', '1a', 'beginning with a letter'], ['Service', 'a.b', 'beginning with a letter'], ['Namespace', 'a.b', "must be lower-case letters, digits and '-'"],
  ['StatefulSet', 'a.b', "must be lower-case letters, digits and '-'"], ['StatefulSet', 'a'.repeat(64), 'is 64 characters long; at most 63 are allowed'],
  ['Job', 'a.b', undefined], ['Job', 'a'.repeat(63), undefined],
  ['Job', 'a'.repeat(64), 'is 64 characters long; at most 63 are allowed, since it becomes a label of its Pods'],
  ['ClusterRole', 'system:x', undefined], ['ClusterRole', 'a'.repeat(300), undefined], ['RoleBinding', 'a/b', 'must be one path segment'],
  ['CronJob', 'a'.repeat(52), undefined], ['CronJob', 'a'.repeat(53), 'is 53 characters long; at most 52 are allowed, since Jobs add a suffix'],
])('a %s named %j: %s', (kind, name, problem) => {
  expect(objectNameProblem(kind, name)).toEqual(problem === undefined ? undefined : expect.stringContaining(problem));
});
