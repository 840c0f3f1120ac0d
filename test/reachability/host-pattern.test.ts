import { HostPattern } from '../../src/reachability/host-pattern';

test.each<[string, string, string]>([
  ['api.example', 'API.example.', 'yes'], ['api.example', 'apixexample', 'no'], ['*.example', 'api.example', 'yes'], ['*.example', 'a.b.example', 'no'],
  ['*.example', 'example', 'no'], ['**.example', 'a.b.example', 'yes'], ['**.example', 'example', 'no'], ['api-*.example', 'api-1.example', 'yes'],
  ['*', 'a.b.example', 'yes'], ['*', '*.example', 'yes'], ['*.example', '*.example', 'yes'], ['*.example', 'api.*', 'maybe'], ['api.example', '*.example', 'no'],
])("'%s' means '%s': %s", (pattern, name, expected) => {
  expect(new HostPattern(pattern).means(new HostPattern(name))).toBe(expected);
});
