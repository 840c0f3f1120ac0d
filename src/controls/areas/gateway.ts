import { recordOf, recordsOf } from '../../manifest/object';
import { Control, control, SetFinding } from '../control';
import { describeMember, ManifestSet } from '../manifest-set';
import { JudgementSettings } from '../settings';

const GROUP = 'gateway.networking.k8s.io';
const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map(kind => `${GROUP}/${kind}`);
const LISTENERS = '!has(object.spec) || !has(object.spec.listeners) || object.spec.listeners';

/** How the outside comes in through the Gateway API. */
export const GATEWAYS: readonly Control[] = [
  control({
    id: 'gateway-listener-tls',
    title: 'Gateways offer TLS',
    why: 'What is sent in plain text is read and changed on the way.',
    fix: 'Add a listener of protocol HTTPS with a certificate; keep one of HTTP only to redirect.',
    severity: 'high',
    subject: 'object',
    kinds: [`${GROUP}/Gateway`],
    cel: '!has(object.spec) || !has(object.spec.listeners) || !object.spec.listeners.exists(l, has(l.protocol) && l.protocol == \'HTTP\') || object.spec.listeners.exists(l, has(l.protocol) && l.protocol in [\'HTTPS\', \'TLS\'])',
    at: 'spec.listeners',
    seen: () => ({ says: 'spec.listeners has HTTP, and nothing with TLS', path: ['spec', 'listeners'] }),
  }),
  control({
    id: 'gateway-routes-from-all',
    title: 'Gateways say whose routes they take',
    why: 'With routes from every namespace, anyone publishes anything, and takes the paths of others.',
    fix: 'Set allowedRoutes.namespaces.from: Same, or Selector with the labels of the namespaces.',
    severity: 'medium',
    subject: 'object',
    kinds: [`${GROUP}/Gateway`],
    cel: `${LISTENERS}.all(l, !has(l.allowedRoutes) || !has(l.allowedRoutes.namespaces) || !has(l.allowedRoutes.namespaces.from) || l.allowedRoutes.namespaces.from != 'All')`,
    seen: ({ object }) => {
      const index = recordsOf(recordOf(object.spec).listeners).findIndex(each => recordOf(recordOf(each.allowedRoutes).namespaces).from === 'All');
      return { says: `spec.listeners[${index}] takes routes from every namespace`, path: ['spec', 'listeners', index] };
    },
  }),
  control({
    id: 'gateway-backend-dangling',
    title: 'The backends of a route are there',
    why: 'A route to a Service or a port that is not there answers with an error.',
    fix: "Correct the backend's name or port.",
    severity: 'low',
    subject: 'set',
    check: danglingBackends,
  }),
  control({
    id: 'gateway-reference-grant-wide',
    title: 'A ReferenceGrant names what may be referred to',
    why: 'Without a name, every Secret or Service of the namespace may be used by the other one.',
    fix: 'Set name on each entry of spec.to.',
    severity: 'medium',
    subject: 'object',
    kinds: [`${GROUP}/ReferenceGrant`],
    cel: "!has(object.spec) || !has(object.spec.to) || object.spec.to.all(t, !has(t.kind) || t.kind != 'Secret' || (has(t.name) && t.name != ''))",
    at: 'spec.to',
    seen: () => ({ says: 'spec.to grants every Secret of the namespace', path: ['spec', 'to'] }),
  }),
];

function danglingBackends(set: ManifestSet, settings: JudgementSettings): SetFinding[] {
  const external = new Set(settings.externalNamespaces.map(each => each.name));
  const owned = new Set(set.ofKind('Service').map(member => member.namespace));
  return ROUTES.flatMap(kind => set.ofKind(kind)).flatMap(member => recordsOf(member.spec.rules).flatMap((rule, index) => (
    recordsOf(rule.backendRefs).flatMap((backend, at): SetFinding[] => {
      const { kind = 'Service', group = '', name, namespace = member.namespace, port } = backend;
      if (kind !== 'Service' || group !== '' || external.has(String(namespace)) || !owned.has(String(namespace))) return [];
      const pointer = `/spec/rules/${index}/backendRefs/${at}`;
      const service = set.find('Service', String(namespace), String(name));
      if (!service) return [{ member, pointer, says: `leads to the Service '${String(namespace)}/${String(name)}', which is not in the set` }];
      const known = port === undefined || recordsOf(service.spec.ports).some(each => each.port === port);
      return known ? [] : [{ member, pointer, says: `leads to the port ${String(port)}, which ${describeMember(service)} does not have` }];
    }))));
}
