import { recordOf, recordsOf } from '../../manifest/object';
import { Control, control, SetFinding } from '../control';
import { describeMember, ManifestSet, Workload } from '../manifest-set';
import { selectedBy } from '../selected';
import { JudgementSettings } from '../settings';

const SERVICE = ['Service'];
const notOfType = (type: string) => `!has(object.spec) || !has(object.spec.type) || object.spec.type != '${type}'`;

/** What is exposed, and where it leads. */
export const SERVICES: readonly Control[] = [
  control({
    id: 'service-node-port',
    title: 'Services open no port on every node',
    why: 'It is reachable by whatever reaches any node, past the Gateway and its TLS.',
    fix: 'Use ClusterIP, and expose the Service through a Gateway or an Ingress.',
    severity: 'medium',
    subject: 'object',
    kinds: SERVICE,
    cel: notOfType('NodePort'),
    at: 'spec.type',
  }),
  control({
    id: 'service-load-balancer',
    title: 'Services order no load balancer of their own',
    why: 'It may be open to the Internet, without TLS and without anybody who looks after it.',
    fix: 'Use ClusterIP, and expose the Service through a Gateway or an Ingress.',
    severity: 'medium',
    subject: 'object',
    kinds: SERVICE,
    cel: notOfType('LoadBalancer'),
    at: 'spec.type',
  }),
  control({
    id: 'service-external-ips',
    title: 'Services claim no addresses from outside',
    why: 'A Service that claims an address receives what the cluster sends there (CVE-2020-8554).',
    fix: 'Remove spec.externalIPs.',
    severity: 'high',
    subject: 'object',
    kinds: SERVICE,
    cel: '!has(object.spec) || !has(object.spec.externalIPs) || size(object.spec.externalIPs) == 0',
    at: 'spec.externalIPs',
  }),
  control({
    id: 'service-external-name',
    title: 'Services are no aliases of names elsewhere',
    why: 'What calls the Service leaves the cluster, and no network policy for pods holds it.',
    fix: 'Remove the Service, call the name itself, and allow that name.',
    severity: 'medium',
    subject: 'object',
    kinds: SERVICE,
    cel: notOfType('ExternalName'),
    at: 'spec.type',
    seen: ({ object }) => `spec.type is 'ExternalName', for '${String(recordOf(object.spec).externalName)}'`,
  }),
  control({
    id: 'service-dangling',
    title: 'A Service leads to pods of the set',
    why: 'One whose selector matches nothing refuses every connection.',
    fix: 'Correct spec.selector so that it matches the labels of a pod template in the same namespace.',
    severity: 'low',
    subject: 'set',
    check: dangling,
  }),
  control({
    id: 'service-target-port-exists',
    title: 'A Service leads to a declared port',
    why: 'A named port that no container declares leads nowhere; one by number that none declares probably does.',
    fix: 'Correct targetPort, or declare the port in the container.',
    severity: 'low',
    subject: 'set',
    check: unknownTargets,
  }),
];

function selected(set: ManifestSet): { readonly member: ManifestSet['members'][number]; readonly targets: readonly Workload[] }[] {
  return set.ofKind('Service').flatMap(member => {
    const isOthers = Object.keys(recordOf(member.spec.selector)).length === 0 || member.spec.type === 'ExternalName';
    return isOthers ? [] : [{ member, targets: selectedBy(set, member) }];
  });
}

function dangling(set: ManifestSet, settings: JudgementSettings): SetFinding[] {
  const external = new Set(settings.externalNamespaces.map(each => each.name));
  return selected(set).filter(({ member, targets }) => targets.length === 0 && !external.has(member.namespace))
    .map(({ member }) => ({ member, pointer: '/spec/selector', says: `spec.selector ${JSON.stringify(member.spec.selector)} matches no pod template of the namespace` }));
}

function unknownTargets(set: ManifestSet): SetFinding[] {
  return selected(set).flatMap(({ member, targets }) => recordsOf(member.spec.ports).flatMap((port, index) => {
    const target = port.targetPort ?? port.port;
    // Ports need not be declared: a number means something only beside others that are.
    const declaring = targets.filter(workload => typeof target === 'string' || workload.containers.some(({ container }) => recordsOf(container.ports).length > 0));
    const lacking = declaring.find(workload => !workload.containers.some(({ container }) => recordsOf(container.ports)
      .some(each => each.containerPort === target || each.name === target)));
    return lacking ? [{ member, pointer: `/spec/ports/${index}`, says: `the port ${String(port.name ?? port.port)} leads to '${String(target)}', which no container of ${describeMember(lacking)} declares` }] : [];
  }));
}
