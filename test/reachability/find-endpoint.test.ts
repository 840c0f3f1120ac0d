import { reach, pod, policy } from './harness';
import { endpointNamed } from '../../src/reachability/find-endpoint';

const OUT = '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }] }';
const { endpoints } = reach([pod('shop/web', {}), pod('shop/db', {}), pod('pay/web', {}), policy('shop', OUT)]);
const named = (text: string) => endpointNamed(endpoints, text, () => []).id;

it.each([
  ['shop/Pod/web', 'shop/Pod/web'], ['shop/web', 'shop/Pod/web'], ['db', 'shop/Pod/db'], ['pod/db', 'shop/Pod/db'], ['node', 'node'], ['namespace:shop', 'namespace:shop/*'],
  ['203.0.113.7', 'external:203.0.113.0/24'], ['198.51.100.0/25', 'external:0.0.0.0/0'],
])('%s is %s', (text, id) => expect(named(text)).toBe(id));

it('is asked for where a name means several', () => expect(() => named('web')).toThrow("'web' may be 'shop/Pod/web', 'pay/Pod/web'. Write one of them"));

it('is none, and the nearest are named', () => {
  expect(() => endpointNamed(endpoints, 'shop/dv', (text, names) => names.filter(name => name === 'shop/db' && text === 'shop/dv')))
    .toThrow("there is no 'shop/dv'. Did you mean 'shop/db'?");
});

it('is none, and what there is is named', () => expect(() => named('mail')).toThrow("there is no 'mail'. There are 'shop/Pod/web', 'shop/Pod/db'"));
