import { recordOf } from '../../manifest/object';
import { Control, control } from '../control';
import { LONG_RUNNING, RUNS_TO_COMPLETION, WITHOUT_PORTS } from '../expressions';

/** Nobody calls what has no port, and what runs to its end says so by ending. */
const NOT_PROBED = `${RUNS_TO_COMPLETION} || ${WITHOUT_PORTS} || !${LONG_RUNNING}`;
const FIELDS = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HANDLERS = ['httpGet', 'tcpSocket', 'grpc', 'exec'];
const SAME_HANDLER = HANDLERS.map(handler => `(has(container.readinessProbe.${handler}) && has(container.livenessProbe.${handler}) `
  + `&& container.readinessProbe.${handler} == container.livenessProbe.${handler})`).join(' || ');

/** A port that the probe calls is one that the container declares, by name or number. */
function declared(path: string): string {
  const steps = path.split('.');
  const present = steps.map((_, index) => `has(container.${steps.slice(0, index + 1).join('.')})`).join(' && ');
  // Ports need not be declared: a number means something only beside others that are.
  return `(!(${present}) || (type(container.${path}) == int && ${WITHOUT_PORTS}) || (has(container.ports) && container.ports.exists(p, p.containerPort == container.${path} || (has(p.name) && p.name == container.${path}))))`;
}
const PROBED_PORTS = FIELDS.flatMap(probe => ['httpGet', 'tcpSocket', 'grpc'].map(handler => `${probe}.${handler}.port`));

/** How the kubelet knows that a container works. */
export const PROBES: readonly Control[] = [
  control({
    id: 'readiness-probe',
    title: 'Long-running containers have a readiness probe',
    why: 'Without one, a Service sends requests to a pod that cannot answer yet, and a rollout goes on over broken pods.',
    fix: 'Set readinessProbe to a check that answers only when requests can be served.',
    severity: 'medium',
    subject: 'container',
    unless: NOT_PROBED,
    cel: 'has(container.readinessProbe)',
    at: 'readinessProbe',
  }),
  control({
    id: 'liveness-probe',
    title: 'Long-running containers have a liveness probe',
    why: 'Without one, a process that hangs stays as it is until somebody looks.',
    fix: 'Set livenessProbe to a check of the process alone, slower than readiness.',
    severity: 'low',
    subject: 'container',
    unless: NOT_PROBED,
    cel: 'has(container.livenessProbe)',
    at: 'livenessProbe',
  }),
  control({
    id: 'probes-differ',
    title: 'Readiness and liveness ask different questions',
    why: 'With the same check, an overload that makes a pod unready also restarts it, and its neighbours after it.',
    fix: 'Let livenessProbe ask less: a TCP check of the port, or an endpoint that looks at nothing but the process.',
    severity: 'low',
    subject: 'container',
    unless: '!has(container.readinessProbe) || !has(container.livenessProbe)',
    cel: `!(${SAME_HANDLER})`,
    at: 'livenessProbe',
    seen: ({ container }) => {
      const handler = HANDLERS.find(each => each in recordOf(container.livenessProbe));
      return `livenessProbe and readinessProbe are the same ${String(handler)} check`;
    },
  }),
  control({
    id: 'probe-port-declared',
    title: 'Probes call declared ports',
    why: 'A probe of a port that nothing listens on never succeeds, and the pod is restarted without end.',
    fix: 'Declare the port under ports, or correct the port of the probe.',
    severity: 'low',
    subject: 'container',
    cel: PROBED_PORTS.map(declared).join(' && '),
    seen: ({ container }) => {
      const ports = (container.ports ?? []) as { name?: string; containerPort: number }[];
      for (const [probe, handler] of PROBED_PORTS.map(path => path.split('.'))) {
        const { port } = recordOf(recordOf(container[probe])[handler]);
        if (port !== undefined && !(typeof port === 'number' && ports.length === 0) && !ports.some(each => each.containerPort === port || each.name === port)) {
          return { says: `${probe} calls the port '${String(port)}', which the container does not declare`, path: [probe, handler, 'port'] };
        }
      }
      return undefined;
    },
  }),
];
