import { reportOf, SHOP } from './harness';
import { policy } from '../../reachability/harness';

it('shows whom a workload calls by name without being asked, and whom it calls by range only when it is', () => {
  const out = policy('shop', '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }] }', 'out');
  const named = `{ apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: { namespace: shop, name: named }, spec: { endpointSelector: { matchLabels: { app: db } }, egress: [
    { toEntities: [cluster], toPorts: [{ ports: [{ port: "53" }], rules: { dns: [{ matchName: api.example }] } }] }, { toFQDNs: [{ matchName: api.example }] }] } }`;
  const outside = (all: boolean) => reportOf([...SHOP, out, named], {}, all).flows.map(({ from, to }) => `${from} ${to}`).filter(text => /^shop\/Pod\/db (fqdn|external)/.test(text));
  expect(outside(false)).toEqual(['shop/Pod/db fqdn:api.example']);
  expect(outside(true)).toEqual(['shop/Pod/db external:203.0.113.0/24', 'shop/Pod/db fqdn:api.example']);
});
