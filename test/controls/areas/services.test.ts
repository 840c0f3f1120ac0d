import { expectBrokenTwins, findingsAfter } from '../hardened-set';

const service = (field: string, to?: unknown) => ({ in: 'Service/cart', at: `/spec/${field}`, to });

describe('a Service leads where it should not', () => {
  expectBrokenTwins([
    ['service-node-port', 'in from every node', service('type', 'NodePort'), "spec.type is 'NodePort'"],
    ['service-load-balancer', 'in from the Internet', service('type', 'LoadBalancer'), "spec.type is 'LoadBalancer'"],
    ['service-external-ips', 'in from an address that it claims', service('externalIPs', ['192.0.2.1']), 'spec.externalIPs is ["192.0.2.1"]'],
    ['service-external-name', 'out', { add: { apiVersion: 'v1', kind: 'Service', spec: { type: 'ExternalName', externalName: 'db.example' } } },
      "spec.type is 'ExternalName', for 'db.example'"],
    ['service-dangling', 'nowhere', service('selector', { app: 'x' }), 'spec.selector {"app":"x"} matches no pod template of the namespace'],
    ['service-target-port-exists', 'to a name that no container has', service('ports/0/targetPort', 'grpc'),
      "the port http leads to 'grpc', which no container of Deployment shop/cart declares"],
    ['service-target-port-exists', 'to its own number', service('ports/0/targetPort'), "the port http leads to '80', which no container of Deployment shop/cart declares"],
  ]);

  test.each([
    ['a target by number', 'service-target-port-exists', service('ports/0/targetPort', 8080)],
    ['a Service that somebody else serves', 'service-dangling', service('selector')],
  ])('%s is fine', (_, control, change) => {
    expect(findingsAfter(control, change)).toEqual([]);
  });

  test('in a namespace that others own, a Service may lead to their pods', () => {
    const settings = { externalNamespaces: [{ name: 'shop', labels: {}, defaultDeny: true }] };
    expect(findingsAfter('service-dangling', service('selector', { app: 'x' }), { settings })).toEqual([]);
  });
});
