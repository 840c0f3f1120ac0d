import { Protocol } from '../../src/connectivity/endpoint';
import { WorkloadPort } from '../../src/workloads/container-props';
import { checkPodPorts, containerPortsJson, portsOf } from '../../src/workloads/ports';

const of = (...ports: WorkloadPort[]) => portsOf('shop/cart', ports);

it('fills in Service port and protocol', () => {
  expect(of({ name: 'http', containerPort: 8080 })).toEqual([{ name: 'http', containerPort: 8080, servicePort: 8080, protocol: 'TCP' }]);
});

it('keeps what is said', () => {
  const port = { name: 'dns', containerPort: 5353, servicePort: 53, protocol: Protocol.UDP, appProtocol: 'kubernetes.io/h2c', plaintext: true };
  expect(of(port)).toEqual([port]);
});

it('writes name, number and protocol into the container', () => {
  expect(containerPortsJson(of({ name: 'http', containerPort: 8080, servicePort: 80, appProtocol: 'http' }))).toEqual([{ name: 'http', containerPort: 8080, protocol: 'TCP' }]);
});

it.each<[string, WorkloadPort, string]>([
  ['a name in capitals', { name: 'HTTP', containerPort: 1 }, "shop/cart: port 'HTTP': its name must be lower-case letters, digits and single '-' between them, with at least one letter. Write for instance 'http' or 'grpc'."],
  ['a long name', { name: 'a-very-long-port', containerPort: 1 }, "shop/cart: port 'a-very-long-port': its name is 16 characters long; at most 15 are allowed. Write for instance 'http' or 'grpc'."],
  ['port 0', { name: 'x', containerPort: 0 }, "shop/cart: port 'x': containerPort is 0. Write a number from 1 to 65535."],
  ['a Service port above all ports', { name: 'x', containerPort: 1, servicePort: 70000 }, "shop/cart: port 'x': servicePort is 70000. Write a number from 1 to 65535."],
  ['half a port', { name: 'x', containerPort: 80.5 }, "shop/cart: port 'x': containerPort is 80.5. Write a number from 1 to 65535."],
  ['an illegal appProtocol', { name: 'x', containerPort: 1, appProtocol: 'http 2' }, "shop/cart: port 'x': appProtocol 'http 2' must have a name of letters, digits, '-', '_' and '.', beginning and ending with a letter or digit. Write for instance 'http', 'grpc' or 'kubernetes.io/h2c'."],
])('refuses %s', (_, port, message) => {
  expect(() => of(port)).toThrow(new Error(message));
});

it.each<[string, WorkloadPort, WorkloadPort, string]>([
  ['name', { name: 'a', containerPort: 1 }, { name: 'a', containerPort: 2 }, "shop/cart: ports 'a' and 'a' have the same name, a. Give each its own."],
  ['containerPort', { name: 'a', containerPort: 1 }, { name: 'b', containerPort: 1, servicePort: 2 }, "shop/cart: ports 'a' and 'b' have the same containerPort, 1/TCP. Give each its own."],
  ['servicePort', { name: 'a', containerPort: 1 }, { name: 'b', containerPort: 2, servicePort: 1 }, "shop/cart: ports 'a' and 'b' have the same servicePort, 1/TCP. Give each its own."],
])('refuses two ports of one %s', (_, a, b, message) => {
  expect(() => checkPodPorts('shop/cart', of(a, b))).toThrow(new Error(message));
});

it('lets one number serve TCP and UDP', () => {
  expect(() => checkPodPorts('shop/cart', of({ name: 'dns', containerPort: 53, protocol: Protocol.UDP }, { name: 'dns-tcp', containerPort: 53 }))).not.toThrow();
});
