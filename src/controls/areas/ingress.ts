import { recordOf, recordsOf } from '../../manifest/object';
import { Control, control, SetFinding } from '../control';
import { describeMember, ManifestSet, Member } from '../manifest-set';
import { JudgementSettings } from '../settings';
import { quoted } from '../words';

const INGRESS = 'networking.k8s.io/Ingress';
const KINDS = [INGRESS];
const RULES = '!has(object.spec) || !has(object.spec.rules) || object.spec.rules';
const annotation = (key: string, value: string) => `(has(object.metadata.annotations) && '${key}' in object.metadata.annotations && object.metadata.annotations['${key}'] == '${value}')`;

/** How the outside comes in through an Ingress. */
export const INGRESSES: readonly Control[] = [
  control({
    id: 'ingress-tls',
    title: 'An Ingress uses TLS',
    why: 'What is sent in plain text is read and changed on the way.',
    fix: 'Add spec.tls with the hosts and the name of the Secret that holds the certificate.',
    severity: 'high',
    subject: 'object',
    kinds: KINDS,
    cel: 'has(object.spec) && has(object.spec.tls) && size(object.spec.tls) > 0',
    at: 'spec.tls',
  }),
  control({
    id: 'ingress-https-only',
    title: 'An Ingress does not answer in plain text',
    why: 'Beside TLS most controllers go on to serve plain text, where cookies and tokens can be read.',
    fix: "Say so to your controller: kubernetes.io/ingress.allow-http: 'false' (GCE), nginx.ingress.kubernetes.io/force-ssl-redirect: 'true', "
      + "alb.ingress.kubernetes.io/ssl-redirect: '443', traefik.ingress.kubernetes.io/router.entrypoints: websecure, haproxy.org/ssl-redirect: 'true'.",
    severity: 'medium',
    subject: 'object',
    kinds: KINDS,
    cel: [
      annotation('kubernetes.io/ingress.allow-http', 'false'), annotation('nginx.ingress.kubernetes.io/force-ssl-redirect', 'true'),
      annotation('alb.ingress.kubernetes.io/ssl-redirect', '443'), annotation('traefik.ingress.kubernetes.io/router.entrypoints', 'websecure'),
      annotation('haproxy.org/ssl-redirect', 'true'), annotation('haproxy-ingress.github.io/ssl-redirect', 'true'),
      // ingress-nginx redirects on its own where there is TLS.
      `(has(object.spec) && has(object.spec.ingressClassName) && object.spec.ingressClassName == 'nginx' && has(object.spec.tls) && size(object.spec.tls) > 0 && !${annotation('nginx.ingress.kubernetes.io/ssl-redirect', 'false')})`,
    ].join(' || '),
    seen: () => ({ says: 'no annotation keeps the controller from serving plain text', path: ['metadata', 'annotations'] }),
  }),
  control({
    id: 'ingress-host-matches-tls',
    title: 'Every host of an Ingress has a certificate',
    why: 'A host that spec.tls leaves out is served in plain text, or with a certificate that nobody trusts.',
    fix: 'List the host under spec.tls[].hosts.',
    severity: 'medium',
    subject: 'set',
    check: set => set.ofKind(INGRESS).flatMap(member => {
      const tls = recordsOf(member.spec.tls);
      // A section without hosts is for every host.
      if (tls.length === 0 || tls.some(({ hosts }) => !Array.isArray(hosts) || hosts.length === 0)) return [];
      const covered = tls.flatMap(({ hosts }) => hosts as unknown[]).map(String);
      return recordsOf(member.spec.rules).flatMap(({ host }, index): SetFinding[] => (
        typeof host !== 'string' || covered.includes(host) || covered.includes(host.replace(/^[^.]+/, '*')) ? []
          : [{ member, pointer: `/spec/rules/${index}/host`, says: `the host '${host}' is in no section of spec.tls` }]));
    }),
  }),
  control({
    id: 'ingress-host-set',
    title: 'Every rule of an Ingress names its host',
    why: 'A rule without a host answers for every name that leads to the load balancer, those of others too.',
    fix: 'Set host on each rule.',
    severity: 'medium',
    subject: 'object',
    kinds: KINDS,
    cel: `${RULES}.all(r, has(r.host) && r.host != '')`,
    seen: ({ object }) => ruleSeen(object.spec, rule => !rule.host, () => 'names no host'),
  }),
  control({
    id: 'ingress-wildcard-host',
    title: 'No Ingress answers for every name of a domain',
    why: 'It takes names that are added later, and that others meant for themselves.',
    fix: 'List the hosts.',
    severity: 'medium',
    subject: 'object',
    kinds: KINDS,
    cel: `${RULES}.all(r, !has(r.host) || !r.host.contains('*'))`,
    seen: ({ object }) => ruleSeen(object.spec, rule => String(rule.host).includes('*'), rule => `is for '${String(rule.host)}'`),
  }),
  control({
    id: 'ingress-default-backend',
    title: 'No Ingress takes what nobody else takes',
    why: 'A default backend answers for every name and path without a rule, in the whole cluster.',
    fix: 'Remove spec.defaultBackend, and write rules.',
    severity: 'medium',
    subject: 'object',
    kinds: KINDS,
    cel: '!has(object.spec) || !has(object.spec.defaultBackend)',
    at: 'spec.defaultBackend',
    seen: () => 'spec.defaultBackend is set',
  }),
  control({
    id: 'ingress-class-allowlist',
    title: 'An Ingress names a class of the platform',
    why: 'Without one, or with another, it is served by whichever controller takes it, or by none.',
    fix: 'Set spec.ingressClassName to one of the classes of the platform.',
    severity: 'low',
    subject: 'object',
    kinds: KINDS,
    when: settings => settings.ingressClasses.length > 0,
    cel: 'has(object.spec) && has(object.spec.ingressClassName) && object.spec.ingressClassName in settings.ingressClasses',
    at: 'spec.ingressClassName',
    seen: ({ object, settings }) => `spec.ingressClassName is ${JSON.stringify(recordOf(object.spec).ingressClassName ?? 'not set')}, which is none of ${quoted(settings.ingressClasses)}`,
  }),
  control({
    id: 'ingress-host-path-unique',
    title: 'Each host and path leads to one place',
    why: 'Of two rules for the same address one wins, and which one depends on the age of the objects.',
    fix: 'Remove one of the rules.',
    severity: 'low',
    subject: 'set',
    check: sameAddresses,
  }),
  control({
    id: 'ingress-dangling',
    title: 'The backends of an Ingress are there',
    why: 'A path to a Service or a port that is not there answers with an error.',
    fix: "Correct the Service's name or port.",
    severity: 'low',
    subject: 'set',
    check: danglingBackends,
  }),
];

function ruleSeen(spec: unknown, isMeant: (rule: Record<string, unknown>) => boolean, words: (rule: Record<string, unknown>) => string) {
  const rules = recordsOf(recordOf(spec).rules);
  const index = rules.findIndex(isMeant);
  return { says: `spec.rules[${index}] ${words(rules[index])}`, path: ['spec', 'rules', index] };
}

interface Path { readonly pointer: string; readonly address: string; readonly backend: unknown }

function pathsOf({ spec }: Member): Path[] {
  return recordsOf(spec.rules).flatMap(({ host = '*', http }, rule) => recordsOf(recordOf(http).paths).map((path, index) => (
    { pointer: `/spec/rules/${rule}/http/paths/${index}`, address: `${String(host)}${String(path.path ?? '/')}`, backend: path.backend })));
}

function sameAddresses(set: ManifestSet): SetFinding[] {
  const first = new Map<string, Member>();
  return set.ofKind(INGRESS).flatMap(member => pathsOf(member).flatMap(({ pointer, address }): SetFinding[] => {
    const key = `${String(member.spec.ingressClassName ?? '')} ${address}`;
    const other = first.get(key);
    if (!other) first.set(key, member);
    return other ? [{ member, pointer, says: `'${address}' is led elsewhere by ${other === member ? 'another rule' : describeMember(other)}` }] : [];
  }));
}

function danglingBackends(set: ManifestSet, settings: JudgementSettings): SetFinding[] {
  const external = new Set(settings.externalNamespaces.map(each => each.name));
  return set.ofKind(INGRESS).filter(member => !external.has(member.namespace)).flatMap(member => {
    const whole = member.spec.defaultBackend === undefined ? [] : [{ pointer: '/spec/defaultBackend', backend: member.spec.defaultBackend }];
    return [...whole, ...pathsOf(member)].flatMap(({ pointer, backend }): SetFinding[] => {
      const { name, port } = recordOf(recordOf(backend).service);
      if (name === undefined) return [];
      const service = set.find('Service', member.namespace, String(name));
      if (!service) return [{ member, pointer, says: `leads to the Service '${String(name)}', which is not in the namespace` }];
      const { number, name: portName } = recordOf(port);
      const known = service.spec.type === 'ExternalName' || recordsOf(service.spec.ports).some(each => number === undefined ? each.name === portName : each.port === number);
      return known ? [] : [{ member, pointer, says: `leads to the port '${String(number ?? portName)}', which ${describeMember(service)} does not have` }];
    });
  });
}
