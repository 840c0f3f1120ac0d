import { FakeWorkload, chartOf, port } from './fake-workload';
import { addressOf, identityOf, selected } from '../../src/connectivity/own-endpoint';

const HTTP = port('http', 8080, { servicePort: 80 });
const endpointOf = (namespace: string, ports = [HTTP]) => new FakeWorkload(chartOf(namespace), 'cart', ports).connections._endpoint;

test.each([
  ['shop', 'cart:80'], ['other', 'cart.shop.svc.cluster.local:80'],
])('a caller of the namespace %s finds it at %s', (caller, address) => {
  expect(addressOf(endpointOf('shop'), [HTTP], caller, 'x')).toBe(address);
});

test('a policy of the same namespace selects it by its label alone', () => {
  expect(selected(endpointOf('shop'), endpointOf('shop'))).toEqual({ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'cart' } } });
  expect(selected(endpointOf('shop'), endpointOf('other'))).toMatchObject({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } });
});

test('outside a mesh it has no identity', () => expect(identityOf(endpointOf('shop'), 'x')).toBeUndefined());
