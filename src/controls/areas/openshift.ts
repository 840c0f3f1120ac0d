import { Control, control, SetFinding } from '../control';
import { describeMember, ManifestSet, Member } from '../manifest-set';

const ROUTE = 'route.openshift.io/Route';

/** What only OpenShift has. */
export const OPENSHIFT: readonly Control[] = [
  control({
    id: 'scc-allow-privileged',
    title: 'SecurityContextConstraints let no container be privileged',
    why: 'Whoever may use them is root on the node.',
    fix: 'Set allowPrivilegedContainer: false; name the one capability or device that is needed.',
    severity: 'high',
    subject: 'object',
    kinds: ['security.openshift.io/SecurityContextConstraints'],
    cel: '!has(object.allowPrivilegedContainer) || !object.allowPrivilegedContainer',
    at: 'allowPrivilegedContainer',
  }),
  control({
    id: 'openshift-route-tls',
    title: 'Routes use TLS',
    why: 'What is sent in plain text is read and changed on the way.',
    fix: 'Set spec.tls.termination: reencrypt, passthrough or edge, and insecureEdgeTerminationPolicy: Redirect.',
    severity: 'high',
    subject: 'object',
    kinds: [ROUTE],
    cel: "has(object.spec) && has(object.spec.tls) && has(object.spec.tls.termination) && (!has(object.spec.tls.insecureEdgeTerminationPolicy) || object.spec.tls.insecureEdgeTerminationPolicy != 'Allow')",
    at: 'spec.tls',
  }),
  control({
    id: 'openshift-route-host-unique',
    title: 'No two Routes have the same host and path',
    why: 'The older one gets the traffic, and nobody is told.',
    fix: 'Give one of them another host or path.',
    severity: 'low',
    subject: 'set',
    check: sameHosts,
  }),
];

function sameHosts(set: ManifestSet): SetFinding[] {
  const first = new Map<string, Member>();
  return set.ofKind(ROUTE).filter(({ spec }) => spec.host !== undefined).flatMap(member => {
    const key = `${String(member.spec.host)}${String(member.spec.path ?? '/')}`;
    const other = first.get(key);
    if (!other) first.set(key, member);
    return other ? [{ member, pointer: '/spec/host', says: `'${key}' is the address of ${describeMember(other)} too` }] : [];
  });
}
