import { RESOURCES, resourceRules } from '../../src/admission/resources';
import { CONTROLS } from '../../src/controls/catalogue';
import { POD_TEMPLATE_PATHS } from '../../src/manifest/kinds';

test('every kind that an expression judges has a name in the API', () => {
  const judged = [...Object.keys(POD_TEMPLATE_PATHS), ...CONTROLS.flatMap(({ cel, kinds = [] }) => cel === undefined ? [] : kinds)];
  expect(judged.filter(kind => !Object.hasOwn(RESOURCES, kind))).toEqual([]);
});

test('kinds of one version share a rule, and a pod is judged when a debug container joins it', () => {
  expect(resourceRules(['Pod', 'batch/Job', 'Service'])).toEqual([
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods', 'pods/ephemeralcontainers', 'services'] },
    { apiGroups: ['batch'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['jobs'] },
  ]);
});

test('a kind that nobody has named is an error', () => {
  expect(() => resourceRules(['acme.example/Widget'])).toThrow('it is not known by which name the API server serves acme.example/Widget');
});
