import { clusterNameProblem, hostNameProblem } from '../../src/connectivity/host-name';

test.each(['api.payments.example', 'a-1.b2.example'])("'%s' is the name of a host", name => {
  expect(hostNameProblem(name)).toBeUndefined();
});

test.each([
  ['*.payments.example', 'is a wildcard. Whoever gets a name under it is let through'],
  ['203.0.113.7', "is an address. Write Peer.cidr('203.0.113.7/32')"], ['2001:db8::7', "is an address. Write Peer.cidr('2001:db8::7/128')"],
  ['api.example.', 'ends with a dot'], ['payments', 'is no full name'], ['API.example', 'must be lower-case letters'], ['https://api.example', 'must be lower-case letters'],
  ['metadata.google.internal', 'is where a cloud hands out credentials'],
])("'%s' is none", (name, problem) => {
  expect(hostNameProblem(name)).toContain(problem);
});

test.each([['cart.shop.svc', true], ['cart.shop.svc.cluster.local', true], ['cluster.local', true], ['api.example', false], ['svc.example', false]])("'%s' is of the cluster: %s", (name, expected) => {
  expect(clusterNameProblem(name, 'cluster.local') !== undefined).toBe(expected);
});
