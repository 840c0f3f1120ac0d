import { chartOn, IMAGE, kinds, only, PORTLESS, SERVING } from './harness';
import { IpFamily } from '../../src/platform/choices';
import { HardenedDaemonSet } from '../../src/workloads/hardened-daemon-set';
import { HardenedDeployment } from '../../src/workloads/hardened-deployment';
import { HardenedStatefulSet } from '../../src/workloads/hardened-stateful-set';
import { Probe } from '../../src/workloads/probe';

it('maps the Service port to the port by name', () => {
  const chart = chartOn();
  new HardenedDeployment(chart, 'cart', { ...SERVING, ports: [{ name: 'http', containerPort: 8080, servicePort: 80, appProtocol: 'http' }] });
  expect(only(chart, 'Service').spec).toEqual({
    type: 'ClusterIP', selector: { 'app.kubernetes.io/name': 'cart' }, ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' }],
  });
});

it('has the ports of sidecars too', () => {
  const chart = chartOn();
  new HardenedDeployment(chart, 'cart', { ...SERVING, sidecars: [{ name: 'metrics', image: IMAGE, ports: [{ name: 'metrics', containerPort: 9000 }], readinessProbe: Probe.fromHttpGet('/', 'metrics') }] });
  expect((only(chart, 'Service').spec.ports as { name: string }[]).map(({ name }) => name)).toEqual(['http', 'metrics']);
});

it('serves both families where the platform has both', () => {
  const chart = chartOn({ ipFamilies: [IpFamily.IPV4, IpFamily.IPV6] });
  new HardenedDeployment(chart, 'cart', SERVING);
  expect(only(chart, 'Service').spec.ipFamilyPolicy).toBe('PreferDualStack');
});

it('a DaemonSet has one like a Deployment', () => {
  const chart = chartOn();
  new HardenedDaemonSet(chart, 'agent', SERVING);
  expect(only(chart, 'Service').spec).toMatchObject({ type: 'ClusterIP', ports: [{ name: 'http' }] });
  expect(only(chart, 'Service').spec).not.toHaveProperty('clusterIP');
});

it('is not there without ports', () => {
  const chart = chartOn();
  new HardenedDeployment(chart, 'worker', PORTLESS);
  expect(kinds(chart)).not.toContain('Service worker');
});

describe('of a StatefulSet', () => {
  const spec = (props: object) => {
    const chart = chartOn();
    new HardenedStatefulSet(chart, 'redis', { ...PORTLESS, ...props });
    return only(chart, 'Service').spec;
  };

  it('is headless', () => {
    expect(spec(SERVING)).toMatchObject({ clusterIP: 'None', ports: [{ port: 8080 }] });
    expect(spec(SERVING)).not.toHaveProperty('publishNotReadyAddresses');
  });

  it('is there without ports too, since it names the pods', () => {
    expect(spec({})).toEqual({ type: 'ClusterIP', clusterIP: 'None', selector: { 'app.kubernetes.io/name': 'redis' } });
  });

  it('names pods that are not ready where that is asked for', () => {
    expect(spec({ ...SERVING, publishNotReadyAddresses: true }).publishNotReadyAddresses).toBe(true);
  });

  it('refuses a Service port that it could not translate', () => {
    expect(() => spec({ ...SERVING, ports: [{ name: 'http', containerPort: 8080, servicePort: 80 }] }))
      .toThrow(new Error("shop/redis: port 'http' has servicePort 80 and containerPort 8080; a headless Service translates no ports, and callers would knock at 80 in vain. Leave servicePort out."));
  });
});
