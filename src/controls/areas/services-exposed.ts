import { recordOf, recordsOf } from '../../manifest/object';
import { Control, control, SetFinding } from '../control';
import { describeMember, ManifestSet, Member } from '../manifest-set';

/** What each cloud calls a load balancer that only its own network reaches. */
const INTERNAL: readonly (readonly [key: string, pattern: string])[] = [
  ['service.beta.kubernetes.io/aws-load-balancer-internal', '^(true|0[.]0[.]0[.]0/0)$'], ['service.beta.kubernetes.io/aws-load-balancer-scheme', '^internal$'],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', '^true$'], ['networking.gke.io/load-balancer-type', '^[Ii]nternal$'], ['cloud.google.com/load-balancer-type', '^[Ii]nternal$'],
  ['service.beta.kubernetes.io/openstack-internal-load-balancer', '^true$'], ['service.beta.kubernetes.io/oci-load-balancer-internal', '^true$'],
  ['service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type', '^intranet$'], ['service.beta.kubernetes.io/do-loadbalancer-network', '^INTERNAL$'],
];
/** A certificate at the load balancer. */
const CERTIFICATES = [
  'service.beta.kubernetes.io/aws-load-balancer-ssl-cert', 'service.beta.kubernetes.io/do-loadbalancer-certificate-id', 'service.beta.kubernetes.io/oci-load-balancer-tls-secret',
];
const ANNOTATIONS = 'object.metadata.annotations';
const notBalanced = "!has(object.spec) || !has(object.spec.type) || object.spec.type != 'LoadBalancer'";
const has = (key: string) => `(has(${ANNOTATIONS}) && '${key}' in ${ANNOTATIONS})`;

/** What Services show to the outside, and that no two claim the same. */
export const SERVICES_EXPOSED: readonly Control[] = [
  control({
    id: 'service-load-balancer-internal',
    title: 'Load balancers say who may come',
    why: 'Where nothing is said, most clouds give it an address on the Internet.',
    fix: "Set your cloud's annotation for an internal load balancer, or spec.loadBalancerSourceRanges.",
    severity: 'medium',
    subject: 'object',
    kinds: ['Service'],
    weakerThan: 'service-load-balancer',
    unless: notBalanced,
    cel: '(has(object.spec.loadBalancerSourceRanges) && size(object.spec.loadBalancerSourceRanges) > 0 && !object.spec.loadBalancerSourceRanges.exists(r, r.endsWith(\'/0\'))) '
      + `|| ${INTERNAL.map(([key, pattern]) => `(${has(key)} && ${ANNOTATIONS}['${key}'].matches('${pattern}'))`).join(' || ')}`,
    seen: () => ({ says: 'spec.type is LoadBalancer, with neither an annotation for an internal one nor spec.loadBalancerSourceRanges', path: ['spec', 'type'] }),
  }),
  control({
    id: 'service-load-balancer-tls',
    title: 'Load balancers do not serve plain text alone',
    why: 'What is sent in plain text is read and changed on the way.',
    fix: "Serve TLS on 443, or set your cloud's annotation for a certificate.",
    severity: 'medium',
    subject: 'object',
    kinds: ['Service'],
    unless: notBalanced,
    cel: `!has(object.spec.ports) || !object.spec.ports.exists(p, has(p.port) && p.port in [80, 8000, 8080]) || object.spec.ports.exists(p, has(p.port) && p.port in [443, 8443]) || ${CERTIFICATES.map(has).join(' || ')}`,
    seen: ({ object }) => ({ says: `serves ${recordsOf(recordOf(object.spec).ports).map(port => String(port.port)).join(', ')}, and nothing with TLS`, path: ['spec', 'ports'] }),
  }),
  control({
    id: 'service-selector-present',
    title: 'Services that the outside reaches say to which pods they lead',
    why: 'Without a selector, whoever may write EndpointSlices decides where visitors end up.',
    fix: 'Set spec.selector.',
    severity: 'low',
    subject: 'object',
    kinds: ['Service'],
    unless: "!has(object.spec) || !has(object.spec.type) || !(object.spec.type in ['LoadBalancer', 'NodePort'])",
    cel: 'has(object.spec.selector) && size(object.spec.selector) > 0',
    at: 'spec.selector',
  }),
  control({
    id: 'service-selector-unique',
    title: 'No two Services are the same',
    why: 'Two Services of one kind with the same selector and port are one too many: who changes one of them believes to have changed all.',
    fix: 'Remove one of them, or correct its selector.',
    severity: 'low',
    subject: 'set',
    check: sameSelectors,
  }),
  control({
    id: 'endpointslice-loopback',
    title: 'Endpoints are addresses of pods',
    why: 'An endpoint on loopback or a link-local address sends callers to the node itself or to the metadata service of the cloud (CVE-2021-25737).',
    fix: 'Remove the address.',
    severity: 'high',
    subject: 'object',
    kinds: ['discovery.k8s.io/EndpointSlice'],
    cel: '!has(object.endpoints) || object.endpoints.all(e, !has(e.addresses) || e.addresses.all(a, !a.matches(\'^(127[.]|169[.]254[.]|::1$|0*:0*:.*:0*1$|[Ff][Ee][89AaBb][0-9A-Fa-f]:|0[.]0[.]0[.]0)\')))',
    seen: ({ object }) => ({ says: `endpoints hold ${recordsOf(object.endpoints).flatMap(each => each.addresses as string[]).join(', ')}, one of which is the node's own`, path: ['endpoints'] }),
  }),
  control({
    id: 'port-name-valid',
    title: 'Ports have names of their own',
    why: 'The API server refuses a Service with several ports of which one has no name, or the name of another; two ports of a pod with one name lead to either.',
    fix: 'Give each port a name that no other has.',
    severity: 'low',
    subject: 'set',
    check: portNames,
  }),
];

function sameSelectors(set: ManifestSet): SetFinding[] {
  const first = new Map<string, Member>();
  return set.ofKind('Service').filter(({ spec }) => Object.keys(recordOf(spec.selector)).length > 0).flatMap(member => {
    const { selector, type = 'ClusterIP', clusterIP, ports } = member.spec;
    // A headless Service beside another is how StatefulSets have names; one for each port is how people tell web traffic from metrics.
    const keys = recordsOf(ports).map(port => JSON.stringify([
      member.namespace, type, clusterIP === 'None', port.port, port.protocol ?? 'TCP', Object.entries(recordOf(selector)).sort(),
    ]));
    const other = keys.map(key => first.get(key)).find(each => each !== undefined);
    for (const key of keys) if (!first.has(key)) first.set(key, member);
    return other && other !== member ? [{ member, pointer: '/spec/selector', says: `has the selector and a port of ${describeMember(other)}` }] : [];
  });
}

function portNames(set: ManifestSet): SetFinding[] {
  return [
    ...set.ofKind('Service').flatMap((member): SetFinding[] => {
      const ports = recordsOf(member.spec.ports);
      const wrong = ports.length < 2 ? -1 : ports.findIndex(({ name }, index) => !name || ports.findIndex(each => each.name === name) < index);
      return wrong < 0 ? [] : [{
        member, pointer: `/spec/ports/${wrong}`, says: ports[wrong].name ? `the name '${String(ports[wrong].name)}' is that of two ports` : `port ${String(ports[wrong].port)} has no name, beside others`,
      }];
    }),
    ...set.workloads.flatMap(member => {
      const names = new Map<unknown, string>();
      return member.containers.flatMap(ref => recordsOf(ref.container.ports).flatMap(({ name }, index): SetFinding[] => {
        if (!name) return [];
        const other = names.get(name);
        if (other === undefined) names.set(name, ref.name);
        return other === undefined ? [] : [{ member, container: ref.name, pointer: `${ref.pointer}/ports/${index}`, says: `container '${ref.name}': the name '${String(name)}' is that of another port of the pod too` }];
      }));
    }),
  ];
}
