import { checkExposure, ExposureSettings } from '../../src/platform/exposure-settings';

const GATEWAY = { name: 'shared', namespace: 'gateways', podLabels: { app: 'gateway' } };
const INGRESS = { className: 'haproxy', namespace: 'ingress', podLabels: { app: 'haproxy' } };

it('takes what can be meant', () => {
  expect(() => checkExposure({ gateway: GATEWAY, ingress: INGRESS, router: { namespace: 'openshift-ingress', podLabels: { app: 'router' } } })).not.toThrow();
});

it.each<[string, ExposureSettings, string]>([
  ['no labels', { gateway: { ...GATEWAY, podLabels: {} } }, 'platform.exposure.gateway.podLabels is empty, which selects every pod of gateways. Write the labels of its pods.'],
  ['no labels in plain JavaScript', { ingress: { className: 'haproxy', namespace: 'ingress' } as never }, 'platform.exposure.ingress.podLabels is empty'],
  ['a label that is none', { ingress: { ...INGRESS, podLabels: { 'a b': 'c' } } }, "platform.exposure.ingress.podLabels 'a b: c' must have a name of"],
  ['no name', { gateway: { ...GATEWAY, name: '' } }, "platform.exposure.gateway.name '' is no text. Write for instance 'shared'."],
  ['a namespace that is none', { gateway: { ...GATEWAY, podNamespace: 'A' } }, "platform.exposure.gateway.podNamespace 'A' must be lower-case"],
  ['a class that is none', { ingress: { ...INGRESS, className: 'A' } }, "platform.exposure.ingress.className 'A' must be lower-case"],
  ['an annotation that is none', { ingress: { ...INGRESS, annotations: { 'a b': 'c' } } }, "platform.exposure.ingress.annotations 'a b' must have a name of"],
  ['an account that is none', { router: { namespace: 'a', podLabels: { app: 'a' }, serviceAccount: 'A' } }, "platform.exposure.router.serviceAccount 'A' must be lower-case"],
])('refuses %s', (_, settings, message) => {
  expect(() => checkExposure(settings)).toThrow(message);
});
