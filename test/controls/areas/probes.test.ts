import { expectBrokenTwins, findingsAfter } from '../hardened-set';

const sidecar = { name: 'proxy', image: 'proxy', restartPolicy: 'Always', ports: [{ containerPort: 9000 }] };

describe('the kubelet does not know whether a container works', () => {
  expectBrokenTwins([
    ['readiness-probe', 'when it is ready', { at: 'container/readinessProbe' }, "container 'cart': readinessProbe is not set"],
    ['liveness-probe', 'when it hangs', { at: 'container/livenessProbe' }, "container 'cart': livenessProbe is not set"],
    ['readiness-probe', 'when its sidecar is ready', { at: 'pod/initContainers', to: [sidecar] }, "init container 'proxy': readinessProbe is not set"],
    ['liveness-probe', 'when its sidecar hangs', { at: 'pod/initContainers', to: [sidecar] }, "init container 'proxy': livenessProbe is not set"],
    ['probes-differ', 'whether it hangs or is busy', { at: 'container/livenessProbe', to: { httpGet: { port: 'http', path: '/ready', scheme: 'HTTP' } } },
      "container 'cart': livenessProbe and readinessProbe are the same httpGet check"],
    ['probe-port-declared', 'since nothing listens', { at: 'container/livenessProbe', to: { tcpSocket: { port: 8081 } } },
      "container 'cart': livenessProbe calls the port '8081', which the container does not declare"],
    ['probe-port-declared', 'since the name is mistyped', { at: 'container/readinessProbe/httpGet/port', to: 'htpp' },
      "container 'cart': readinessProbe calls the port 'htpp', which the container does not declare"],
  ]);

  test.each([
    ['a workload without ports', 'readiness-probe', [{ at: 'container/ports' }, { at: 'container/readinessProbe' }, { at: 'container/livenessProbe' }]],
    ['an init container that ends', 'readiness-probe', { at: 'pod/initContainers', to: [{ name: 'setup', image: 'setup' }] }],
    ['a probe of the number of a named port', 'probe-port-declared', { at: 'container/livenessProbe', to: { grpc: { port: 8080 } } }],
    ['the same port in another way', 'probes-differ', { at: 'container/livenessProbe', to: { httpGet: { port: 'http', path: '/alive' } } }],
  ])('%s is fine', (_, control, change) => {
    expect(findingsAfter(control, change)).toEqual([]);
  });

  test('a Job with ports is not probed', () => {
    const ports = { in: 'CronJob/report', at: '/spec/jobTemplate/spec/template/spec/containers/0/ports', to: [{ containerPort: 9090 }] };
    expect(findingsAfter('readiness-probe', ports)).toEqual([]);
  });
});
