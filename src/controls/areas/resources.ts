import { Control, control, Severity } from '../control';

const CAN_HAVE_RESOURCES = "containerType != 'ephemeralContainers'";

function has(list: 'requests' | 'limits', resource: string): string {
  return `(has(container.resources) && has(container.resources.${list}) && '${resource}' in container.resources.${list})`;
}

/** What states a limit requests it: the API server writes the request down in pods, and not yet in the templates that they come from. */
function requested(resource: string): string {
  return `(${has('requests', resource)} || ${has('limits', resource)})`;
}

/** How much of a node a container may take. */
export const RESOURCES: readonly Control[] = [
  {
    ...stated('cpu-request', 'requests', 'cpu', 'low', 'The scheduler packs what requests nothing onto a full node, and its neighbours take its CPU.'),
    // Where a limit is demanded, its absence says both.
    unless: `!(${CAN_HAVE_RESOURCES}) || (settings.cpuLimits == 'required' && !${has('limits', 'cpu')})`,
  },
  {
    ...stated('cpu-limit', 'limits', 'cpu', 'low', 'One busy container can slow down all others of its node.'),
    fix: 'Set resources.limits.cpu, and a lower resources.requests.cpu where it is idle as a rule. A platform that limits no CPU says so: cpuLimits.',
    when: settings => settings.cpuLimits === 'required',
  },
  control({
    id: 'cpu-limit-forbidden',
    title: 'Containers state no CPU limit',
    why: 'The platform has decided against throttling: idle CPU may be used.',
    fix: 'Remove resources.limits.cpu.',
    severity: 'low',
    subject: 'container',
    when: settings => settings.cpuLimits === 'forbidden',
    cel: `!${has('limits', 'cpu')}`,
    at: 'resources.limits.cpu',
  }),
  { ...stated('memory-request', 'requests', 'memory', 'medium', 'The scheduler packs what requests nothing onto a full node, where it is evicted first.'), weakerThan: 'memory-limit' },
  stated('memory-limit', 'limits', 'memory', 'medium', 'One leaking container takes the memory of its node, and the kernel kills its neighbours.'),
  control({
    id: 'memory-request-equals-limit',
    title: 'The memory requested is the memory allowed',
    why: 'Memory above the request is only there while no neighbour asks for it; then the container is killed.',
    fix: 'Write the same value in resources.requests.memory and resources.limits.memory.',
    severity: 'low',
    subject: 'container',
    unless: `!(${has('requests', 'memory')} && ${has('limits', 'memory')})`,
    cel: 'container.resources.requests.memory == container.resources.limits.memory',
    at: 'resources',
    seen: ({ container }) => {
      const { requests, limits } = container.resources as Record<'requests' | 'limits', { memory: string }>;
      return `resources.requests.memory is '${requests.memory}' and resources.limits.memory '${limits.memory}'`;
    },
  }),
  control({
    id: 'cpu-request-equals-limit',
    title: 'The CPU requested is the CPU allowed',
    why: 'The platform wants pods of the class Guaranteed: they are evicted last, and can have CPUs of their own.',
    fix: 'Write the same value in resources.requests.cpu and resources.limits.cpu.',
    severity: 'low',
    subject: 'container',
    when: settings => settings.cpuRequestEqualsLimit,
    unless: `!(${CAN_HAVE_RESOURCES})`,
    cel: `${has('limits', 'cpu')} && (!${has('requests', 'cpu')} || container.resources.requests.cpu == container.resources.limits.cpu)`,
    at: 'resources',
    seen: () => ({ says: 'resources.requests.cpu and resources.limits.cpu are not the same', path: ['resources'] }),
  }),
  control({
    id: 'ephemeral-storage',
    title: 'Containers request and limit ephemeral storage',
    why: 'One container that writes logs without end fills the disk of its node, which then evicts its neighbours.',
    fix: "Set resources.requests and resources.limits of 'ephemeral-storage', for instance '128Mi'.",
    severity: 'low',
    subject: 'container',
    unless: `!(${CAN_HAVE_RESOURCES})`,
    cel: has('limits', 'ephemeral-storage'),
    at: 'resources',
    seen: () => ({ says: "resources.limits['ephemeral-storage'] is not set", path: ['resources'] }),
  }),
];

function stated(id: string, list: 'requests' | 'limits', resource: string, severity: Severity, why: string): Control {
  return control({
    id,
    title: `Containers state a ${resource === 'cpu' ? 'CPU' : resource} ${list.slice(0, -1)}`,
    why,
    fix: `Set resources.${list}.${resource}.`,
    severity,
    subject: 'container',
    unless: `!(${CAN_HAVE_RESOURCES})`,
    cel: list === 'requests' ? requested(resource) : has(list, resource),
    at: `resources.${list}.${resource}`,
  });
}
