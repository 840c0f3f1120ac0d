import { ManifestObject, recordOf, recordsOf } from '../../manifest/object';
import { podTemplateOf } from '../../manifest/pod-template';
import { mapSelector } from '../../manifest/selectors';
import { Control, control, SetFinding } from '../control';
import { ManifestSet, Workload } from '../manifest-set';
import { JudgementSettings } from '../settings';

const AUTHORIZATION = 'security.istio.io/AuthorizationPolicy';
const AUTHENTICATION = 'security.istio.io/PeerAuthentication';
/** Where Istio looks for what holds for the whole mesh. */
const ROOT_NAMESPACE = 'istio-system';
const inIstio = (settings: JudgementSettings) => settings.serviceMesh === 'istio';

/** Annotations that lead traffic past the sidecar. */
const EXCLUSIONS = ['excludeInboundPorts', 'excludeOutboundPorts', 'excludeOutboundIPRanges', 'includeInboundPorts', 'includeOutboundIPRanges', 'excludeInterfaces']
  .map(name => `traffic.sidecar.istio.io/${name}`);

/** Who is who in an Istio mesh, and who may call whom. */
export const MESH: readonly Control[] = [
  control({
    id: 'istio-mtls-strict',
    title: 'Peers prove who they are',
    why: 'A sidecar that also takes plain text takes it from anyone, whoever they say they are.',
    fix: 'Set spec.mtls.mode: STRICT, and remove weaker portLevelMtls.',
    severity: 'high',
    subject: 'set',
    check: set => set.ofKind(AUTHENTICATION).flatMap(member => weakModes(member.spec).map(([path, mode]) => (
      { member, pointer: '/spec', says: `spec.${path}.mode is ${mode === undefined ? 'not set' : `'${String(mode)}'`}` }))),
  }),
  control({
    id: 'istio-mtls-present',
    title: 'Namespaces of the mesh demand mutual TLS',
    why: 'Istio takes plain text where nothing else is said.',
    fix: 'Add a PeerAuthentication without a selector, spec.mtls.mode: STRICT, to the namespace.',
    severity: 'high',
    subject: 'set',
    when: inIstio,
    check: (set, settings) => namespacesWithout(set, settings, AUTHENTICATION, spec => recordOf(spec.mtls).mode === 'STRICT')
      .map(({ member, name }) => ({ member, says: `the namespace '${name}' has no STRICT PeerAuthentication for all its workloads` })),
  }),
  control({
    id: 'istio-authorization-default-deny',
    title: 'Namespaces of the mesh allow nothing by default',
    why: 'A workload without an AuthorizationPolicy can be called by everyone in the mesh.',
    fix: 'Add an AuthorizationPolicy without selector and rules (spec: {}) to the namespace.',
    severity: 'medium',
    subject: 'set',
    when: inIstio,
    check: (set, settings) => namespacesWithout(set, settings, AUTHORIZATION, spec => (spec.action ?? 'ALLOW') === 'ALLOW' && recordsOf(spec.rules).length === 0)
      .map(({ member, name }) => ({ member, says: `the namespace '${name}' has no AuthorizationPolicy that allows nothing` })),
  }),
  control({
    id: 'istio-authorization-allow-all',
    title: 'No rule allows everyone everything',
    why: 'An empty rule matches every request, and one ALLOW rule that matches is enough.',
    fix: 'Say who (from) and what (to) in the rule.',
    severity: 'high',
    subject: 'object',
    kinds: [AUTHORIZATION],
    cel: "!has(object.spec) || !has(object.spec.rules) || (has(object.spec.action) && object.spec.action != 'ALLOW') "
      + '|| object.spec.rules.all(r, has(r.from) || has(r.to) || has(r.when))',
    seen: ({ object }) => {
      const index = recordsOf(recordOf(object.spec).rules).findIndex(rule => Object.keys(rule).length === 0);
      return { says: `spec.rules[${index}] is empty, which matches every request`, path: ['spec', 'rules', index] };
    },
  }),
  control({
    id: 'istio-http-on-tcp-port',
    title: 'HTTP attributes are asked only of HTTP ports',
    why: 'On a TCP port the rule is ignored: an ALLOW rule then denies everything, a DENY rule denies the whole port.',
    fix: 'Give the port an HTTP protocol (appProtocol, or a name that begins with http, http2 or grpc), or remove methods, paths and hosts.',
    severity: 'medium',
    subject: 'set',
    check: httpOnTcp,
  }),
  control({
    id: 'istio-injection-not-disabled',
    title: 'Pods do not leave the mesh',
    why: 'A pod without a sidecar neither proves who it is nor asks who calls.',
    fix: 'Remove the label or annotation sidecar.istio.io/inject from the pod template.',
    severity: 'medium',
    subject: 'pod',
    when: inIstio,
    cel: ['labels', 'annotations'].map(map => `(!has(pod.metadata.${map}) || !('sidecar.istio.io/inject' in pod.metadata.${map}) `
      + `|| pod.metadata.${map}['sidecar.istio.io/inject'] != 'false')`).join(' && '),
    seen: () => "sidecar.istio.io/inject is 'false'",
  }),
  control({
    id: 'istio-traffic-not-excluded',
    title: 'All traffic of a pod passes its sidecar',
    why: 'What the sidecar does not see is neither encrypted nor authorised, though every policy looks as if it were.',
    fix: 'Remove the annotation; where a port must be plaintext, declare it so.',
    severity: 'medium',
    subject: 'pod',
    when: inIstio,
    cel: EXCLUSIONS.map(name => `(!has(pod.metadata.annotations) || !('${name}' in pod.metadata.annotations))`).join(' && '),
    seen: ({ object }) => {
      const annotations = recordOf(podTemplateOf(object as unknown as ManifestObject)?.metadata.annotations);
      return EXCLUSIONS.filter(name => name in annotations).map(name => `the annotation ${name} is '${String(annotations[name])}'`).join('; ');
    },
  }),
];

/** Where a PeerAuthentication takes less than mutual TLS. */
function weakModes(spec: Readonly<Record<string, unknown>>): [path: string, mode: unknown][] {
  const modes: [string, unknown][] = Object.entries(recordOf(spec.portLevelMtls)).map(([port, each]) => [`portLevelMtls.${port}`, recordOf(each).mode]);
  return [['mtls', recordOf(spec.mtls).mode] as [string, unknown], ...modes].filter(([, mode]) => mode !== 'STRICT');
}

/** The namespaces with workloads that have no object of the kind, without a selector, for all their workloads. */
function namespacesWithout(set: ManifestSet, settings: JudgementSettings, kind: string, matches: (spec: Record<string, unknown>) => boolean) {
  const covered = new Set(set.ofKind(kind).filter(({ spec, object }) => spec.selector === undefined && matches(spec) && !isDryRun(object))
    .map(member => member.namespace));
  if (covered.has(ROOT_NAMESPACE)) return [];
  const external = new Set(settings.externalNamespaces.map(each => each.name));
  return set.namespacesWithWorkloads.filter(name => !covered.has(name) && !external.has(name))
    .map(name => ({ name, member: set.find('Namespace', '', name) ?? set.workloadsIn(name)[0] }));
}

/** Istio logs what it would refuse, and refuses nothing. */
function isDryRun({ metadata }: ManifestObject): boolean {
  return recordOf(recordOf(metadata).annotations)['istio.io/dry-run'] === 'true';
}

const HTTP_FIELDS = ['methods', 'notMethods', 'paths', 'notPaths', 'hosts', 'notHosts'];

function httpOnTcp(set: ManifestSet): SetFinding[] {
  return set.ofKind(AUTHORIZATION).flatMap(member => {
    const targets = set.select(member.namespace, mapSelector(recordOf(recordOf(member.spec.selector).matchLabels)));
    return recordsOf(member.spec.rules).flatMap((rule, index) => recordsOf(rule.to).flatMap(({ operation }, at): SetFinding[] => {
      const field = HTTP_FIELDS.find(each => each in recordOf(operation));
      const ports = recordOf(operation).ports;
      if (field === undefined || !Array.isArray(ports)) return [];
      const port = ports.find(each => targets.some(target => isTcpPort(set, target, Number(each))));
      return port === undefined ? [] : [{
        member, pointer: `/spec/rules/${index}/to/${at}/operation`, says: `${field} are asked of the port ${String(port)}, which is not declared as HTTP`,
      }];
    }));
  });
}

/** The port is declared, and neither the container nor a Service says that it speaks HTTP. */
function isTcpPort(set: ManifestSet, target: Workload, number: number): boolean {
  const declared = target.containers.flatMap(({ container }) => recordsOf(container.ports)).filter(port => port.containerPort === number);
  if (declared.length === 0) return false;
  const served = set.ofKind('Service').filter(service => service.namespace === target.namespace && isSelected(service.spec.selector, target))
    .flatMap(service => recordsOf(service.spec.ports))
    .filter(port => [number, ...declared.map(each => each.name)].includes((port.targetPort ?? port.port) as number));
  return ![...declared, ...served].some(port => /^(https?|http2|grpc(-web)?|kubernetes\.io\/h2c|kubernetes\.io\/wss?)(-|$)/.test(String(port.appProtocol ?? port.name ?? '')));
}

function isSelected(selector: unknown, target: Workload): boolean {
  const map = recordOf(selector);
  return Object.keys(map).length > 0 && mapSelector(map).matches(target.podLabels);
}
