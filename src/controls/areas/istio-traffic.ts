import { recordOf, recordsOf, textsOf } from '../../manifest/object';
import { Control, control, SetFinding } from '../control';
import { ManifestSet, Member } from '../manifest-set';
import { JudgementSettings } from '../settings';

const GATEWAY = 'networking.istio.io/Gateway';
const VIRTUAL_SERVICE = 'networking.istio.io/VirtualService';
const DESTINATION_RULE = 'networking.istio.io/DestinationRule';
const inIstio = (settings: JudgementSettings) => settings.serviceMesh === 'istio';
const WITH_TLS = ['HTTPS', 'TLS', 'GRPC-WEB-TLS'];
/** Protocols that Istio knows, in appProtocol or at the beginning of the name of a port. */
const PROTOCOL = /^(https?|http2|grpc(-web)?|tcp|tls|udp|mongo|mysql|redis|kubernetes\.io\/(h2c|wss?))(-|$)/;

/** How requests enter an Istio mesh, and where it sends them. */
export const ISTIO_TRAFFIC: readonly Control[] = [
  control({
    id: 'istio-destination-tls',
    title: 'No DestinationRule switches TLS off',
    why: 'Callers then send plain text, whatever the callee demands of others.',
    fix: 'Remove trafficPolicy.tls, or set mode: ISTIO_MUTUAL.',
    severity: 'high',
    subject: 'set',
    check: set => set.ofKind(DESTINATION_RULE).flatMap(member => trafficPolicies(member).filter(({ policy }) => recordOf(policy.tls).mode === 'DISABLE')
      .map(({ pointer }): SetFinding => ({ member, pointer: `${pointer}/tls/mode`, says: "tls.mode is 'DISABLE'" }))),
  }),
  control({
    id: 'istio-gateway-hosts',
    title: 'Gateways name their hosts',
    why: 'A gateway for every host takes names that others meant for themselves.',
    fix: 'List the hosts.',
    severity: 'medium',
    subject: 'object',
    kinds: [GATEWAY],
    cel: "!has(object.spec) || !has(object.spec.servers) || object.spec.servers.all(s, has(s.hosts) && s.hosts.all(h, h != '*' && !h.endsWith('/*')))",
    at: 'spec.servers',
    seen: () => ({ says: "one of spec.servers is for the host '*'", path: ['spec', 'servers'] }),
  }),
  control({
    id: 'istio-gateway-tls',
    title: 'Gateways use TLS, or send to it',
    why: 'What is sent in plain text is read and changed on the way.',
    fix: 'Use a server of protocol HTTPS with a certificate; on port 80 set tls.httpsRedirect: true.',
    severity: 'high',
    subject: 'object',
    kinds: [GATEWAY],
    cel: `!has(object.spec) || !has(object.spec.servers) || object.spec.servers.all(s, !has(s.port) || !has(s.port.protocol) || s.port.protocol in [${WITH_TLS.map(each => `'${each}'`).join(', ')}] `
      + '|| (has(s.tls) && (has(s.tls.httpsRedirect) && s.tls.httpsRedirect || has(s.tls.mode))))',
    seen: ({ object }) => {
      const servers = recordsOf(recordOf(object.spec).servers);
      const index = servers.findIndex(({ port, tls }) => {
        const { httpsRedirect, mode } = recordOf(tls);
        return !WITH_TLS.includes(String(recordOf(port).protocol)) && !httpsRedirect && !mode;
      });
      return { says: `spec.servers[${index}] takes ${String(recordOf(servers[index]?.port).protocol)} without TLS`, path: ['spec', 'servers', index] };
    },
  }),
  control({
    id: 'istio-virtualservice-wildcard',
    title: 'VirtualServices name their hosts',
    why: 'One for every host takes the traffic of services that others add.',
    fix: 'List the hosts.',
    severity: 'medium',
    subject: 'object',
    kinds: [VIRTUAL_SERVICE],
    cel: "!has(object.spec) || !has(object.spec.hosts) || object.spec.hosts.all(h, h != '*')",
    at: 'spec.hosts',
  }),
  control({
    id: 'istio-request-auth-enforced',
    title: 'Tokens that are checked are also demanded',
    why: 'RequestAuthentication refuses a wrong token, and lets in whoever has none.',
    fix: 'Add an AuthorizationPolicy for the same pods whose rules ask for requestPrincipals.',
    severity: 'high',
    subject: 'set',
    check: notEnforced,
  }),
  control({
    id: 'istio-namespace-enrolled',
    title: 'Namespaces are in the mesh',
    why: 'A pod outside the mesh neither proves who it is nor asks who calls.',
    fix: 'Set the label istio-injection: enabled, istio.io/rev, or istio.io/dataplane-mode: ambient on the Namespace.',
    severity: 'medium',
    subject: 'object',
    kinds: ['Namespace'],
    when: inIstio,
    cel: "has(object.metadata.labels) && (('istio-injection' in object.metadata.labels && object.metadata.labels['istio-injection'] == 'enabled') || 'istio.io/rev' in object.metadata.labels "
      + "|| ('istio.io/dataplane-mode' in object.metadata.labels && object.metadata.labels['istio.io/dataplane-mode'] == 'ambient'))",
    seen: () => ({ says: 'no label takes its pods into the mesh', path: ['metadata', 'labels'] }),
  }),
  control({
    id: 'istio-service-port-protocol',
    title: 'Ports of the mesh say what they speak',
    why: 'Istio guesses otherwise, and rules about paths and methods hold only for what it takes for HTTP.',
    fix: 'Set appProtocol, or begin the name of the port with http, http2, grpc, tcp, tls, mongo, mysql or redis.',
    severity: 'low',
    subject: 'set',
    when: inIstio,
    check: set => set.ofKind('Service').flatMap(member => recordsOf(member.spec.ports).flatMap((port, index): SetFinding[] => (
      PROTOCOL.test(String(port.appProtocol ?? port.name ?? '')) || port.protocol === 'UDP' ? []
        : [{ member, pointer: `/spec/ports/${index}`, says: `the port ${String(port.name ?? port.port)} does not say what it speaks` }]))),
  }),
  control({
    id: 'istio-references-exist',
    title: 'What a VirtualService or DestinationRule names is there',
    why: 'Requests to a host that is not there, or through a gateway that is not, end in an error.',
    fix: 'Correct the name, or add what it names.',
    severity: 'low',
    subject: 'set',
    check: danglingHosts,
  }),
];

function trafficPolicies({ spec }: Member): { readonly policy: Record<string, unknown>; readonly pointer: string }[] {
  const all = [
    { policy: recordOf(spec.trafficPolicy), pointer: '/spec/trafficPolicy' },
    ...recordsOf(spec.subsets).map((subset, index) => ({ policy: recordOf(subset.trafficPolicy), pointer: `/spec/subsets/${index}/trafficPolicy` })),
  ];
  return all.flatMap(({ policy, pointer }) => [
    { policy, pointer }, ...recordsOf(policy.portLevelSettings).map((each, index) => ({ policy: each, pointer: `${pointer}/portLevelSettings/${index}` })),
  ]);
}

function notEnforced(set: ManifestSet): SetFinding[] {
  const asking = set.ofKind('security.istio.io/AuthorizationPolicy')
    .filter(({ spec }) => /"(notR|r)equestPrincipals"|"request\.auth\./.test(JSON.stringify(spec.rules ?? [])));
  const selected = ({ spec }: Member) => JSON.stringify(spec.selector);
  const isFor = (policy: Member, member: Member) => [member.namespace, 'istio-system'].includes(policy.namespace)
    && (policy.spec.selector === undefined || policy.spec.targetRefs !== undefined || selected(policy) === selected(member));
  return set.ofKind('security.istio.io/RequestAuthentication').filter(member => !asking.some(policy => isFor(policy, member)))
    .map(member => ({ member, says: 'no AuthorizationPolicy demands the token that it checks' }));
}


/** Short names, and full ones of namespaces that the set has: whatever else is named may be anywhere. */
function danglingHosts(set: ManifestSet, settings: JudgementSettings): SetFinding[] {
  const external = new Set(settings.externalNamespaces.map(each => each.name));
  const owned = new Set(set.ofKind('Service').map(member => member.namespace));
  const entries = new Set(set.ofKind('networking.istio.io/ServiceEntry').flatMap(({ spec }) => textsOf(spec.hosts)));
  const missing = (member: Member, host: unknown) => {
    const [name, namespace = member.namespace, svc] = String(host).split('.');
    const isService = typeof host === 'string' && !host.includes('*') && !entries.has(host) && (!host.includes('.') || svc === 'svc');
    return isService && owned.has(namespace) && !external.has(namespace) && !set.find('Service', namespace, name);
  };
  const finding = (member: Member, pointer: string, host: unknown): SetFinding => ({ member, pointer, says: `the host '${String(host)}' is no Service of the set` });
  return [
    ...set.ofKind(DESTINATION_RULE).filter(member => missing(member, member.spec.host)).map(member => finding(member, '/spec/host', member.spec.host)),
    ...set.ofKind(VIRTUAL_SERVICE).flatMap(member => ['http', 'tls', 'tcp'].flatMap(field => recordsOf(member.spec[field]).flatMap((rule, index) => (
      recordsOf(rule.route).flatMap((route, at): SetFinding[] => missing(member, recordOf(route.destination).host)
        ? [finding(member, `/spec/${field}/${index}/route/${at}/destination/host`, recordOf(route.destination).host)] : []))))),
    ...set.ofKind(VIRTUAL_SERVICE).flatMap(member => textsOf(member.spec.gateways).flatMap((gateway, index): SetFinding[] => {
      const [name, namespace] = gateway.split('/').reverse();
      const where = namespace ?? member.namespace;
      const isElsewhere = gateway === 'mesh' || external.has(where) || !set.ofKind(GATEWAY).some(each => each.namespace === where);
      return isElsewhere || set.find(GATEWAY, where, name) ? [] : [{ member, pointer: `/spec/gateways/${index}`, says: `the gateway '${gateway}' is not in the set` }];
    })),
  ];
}
