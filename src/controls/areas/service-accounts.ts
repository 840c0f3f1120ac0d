import { recordOf, recordsOf } from '../../manifest/object';
import { Control, control, SetFinding } from '../control';
import { describeValue } from '../evaluate';
import { describeMember, ManifestSet, Workload } from '../manifest-set';
import { bindings } from '../rbac-graph';
import { JudgementSettings } from '../settings';

const LONGEST_TOKEN_SECONDS = 7200;
/** The ConfigMap that the controller manager keeps in each namespace. */
const CLUSTER_CA = 'kube-root-ca.crt';
// The API server writes null where there are none.
const TOKENS = 'pod.spec.volumes.filter(v, has(v.projected) && has(v.projected.sources) && v.projected.sources != null)';

/** Who a pod is to the API server. */
export const SERVICE_ACCOUNTS: readonly Control[] = [
  control({
    id: 'default-serviceaccount-used',
    title: 'Pods run under a ServiceAccount of their own',
    why: 'What is granted to `default` is granted to every pod of the namespace that names nobody.',
    fix: 'Create a ServiceAccount for the workload and name it in serviceAccountName.',
    severity: 'medium',
    subject: 'pod',
    // The API server reads the old name where the new one is empty.
    cel: "has(pod.spec.serviceAccountName) && pod.spec.serviceAccountName != '' ? pod.spec.serviceAccountName != 'default' "
      + ": has(pod.spec.serviceAccount) && !(pod.spec.serviceAccount in ['', 'default'])",
    at: 'serviceAccountName',
  }),
  control({
    id: 'serviceaccount-deprecated-field',
    title: 'Pods name their account in serviceAccountName',
    why: 'The field serviceAccount is an old name for it: tools that look for the new one see the default account.',
    fix: 'Write serviceAccountName.',
    severity: 'low',
    subject: 'pod',
    // What was read from a cluster has both: the API server copies one to the other.
    cel: '!has(pod.spec.serviceAccount) || (has(pod.spec.serviceAccountName) && pod.spec.serviceAccountName == pod.spec.serviceAccount)',
    at: 'serviceAccount',
  }),
  control({
    id: 'automount-token-pod',
    title: 'Pods to which no role is bound mount no token for the API server',
    why: 'Whoever gets into the container would have an identity in the cluster.',
    fix: 'Set automountServiceAccountToken: false in the pod or on its ServiceAccount. Where the workload does call the API server, bind the role beside it.',
    severity: 'medium',
    subject: 'set',
    check: needlessTokens,
  }),
  control({
    id: 'automount-token-serviceaccount',
    title: 'ServiceAccounts do not hand out tokens on their own',
    why: 'Each pod that names the account and says nothing would mount its token.',
    fix: 'Set automountServiceAccountToken: false on the ServiceAccount.',
    severity: 'low',
    subject: 'set',
    // Where the set has the pods, they are judged.
    check: set => set.ofKind('ServiceAccount').filter(({ object, namespace, name }) => object.automountServiceAccountToken !== false
      && !set.workloadsIn(namespace).some(each => accountOf(each) === name)).map(member => ({
      member, pointer: member.object.automountServiceAccountToken === undefined ? '' : '/automountServiceAccountToken',
      says: `automountServiceAccountToken ${describeValue(member.object.automountServiceAccountToken)}`,
    })),
  }),
  control({
    id: 'projected-token-bounded',
    title: 'Projected tokens have an audience and a short life',
    why: 'A stolen token works until it expires, at every service that accepts its audience.',
    fix: `Set audience, and expirationSeconds to ${LONGEST_TOKEN_SECONDS} or less, on the serviceAccountToken source.`,
    severity: 'low',
    subject: 'pod',
    // Without expirationSeconds a token lives for an hour. Beside the cluster's CA stands the API server's own: its audience is the default, which differs
    // from cluster to cluster.
    cel: `!has(pod.spec.volumes) || ${TOKENS}.all(v, v.projected.sources.all(s, !has(s.serviceAccountToken) || (`
      + `((has(s.serviceAccountToken.audience) && s.serviceAccountToken.audience != '') || v.projected.sources.exists(o, has(o.configMap) && has(o.configMap.name) && o.configMap.name == '${CLUSTER_CA}'))`
      + ` && (!has(s.serviceAccountToken.expirationSeconds) || s.serviceAccountToken.expirationSeconds <= ${LONGEST_TOKEN_SECONDS}))))`,
    at: 'volumes',
    seen: ({ pod }) => {
      const unbounded = recordsOf(pod.volumes).find(volume => recordsOf(recordOf(volume.projected).sources).some(source => {
        const { audience, expirationSeconds } = recordOf(source.serviceAccountToken);
        const forApiServer = recordsOf(recordOf(volume.projected).sources).some(({ configMap }) => recordOf(configMap).name === CLUSTER_CA);
        return source.serviceAccountToken !== undefined && (!(audience || forApiServer) || !(Number(expirationSeconds ?? 0) <= LONGEST_TOKEN_SECONDS));
      }))!;
      return `the volume '${String(unbounded.name)}' projects a token without an audience or a life of at most ${LONGEST_TOKEN_SECONDS} seconds`;
    },
  }),
  control({
    id: 'serviceaccount-token-secret',
    title: 'No Secret holds a token that never expires',
    why: 'A token of type kubernetes.io/service-account-token is valid until somebody deletes the Secret.',
    fix: 'Remove the Secret, and mount a projected token, or ask for one with the TokenRequest API.',
    severity: 'medium',
    subject: 'object',
    kinds: ['Secret'],
    cel: "!has(object.type) || object.type != 'kubernetes.io/service-account-token'",
    at: 'type',
  }),
  control({
    id: 'serviceaccount-exists',
    title: 'The ServiceAccount that a pod names is there',
    why: 'Without it no pod is created: the controller says so in an event, and nowhere else.',
    fix: 'Add the ServiceAccount to the tree, or correct serviceAccountName.',
    severity: 'medium',
    subject: 'set',
    check: serviceAccountsExist,
  }),
  control({
    id: 'shared-serviceaccount',
    title: 'No two workloads share a ServiceAccount',
    why: 'What one of them is granted, the other has; mesh identities and audit logs cannot tell them apart.',
    fix: 'Create a ServiceAccount for each.',
    severity: 'low',
    subject: 'set',
    check: sharedServiceAccounts,
  }),
  control({
    id: 'default-serviceaccount-automount',
    title: "The namespace's default ServiceAccount hands out no token",
    why: 'Kubernetes creates the account with automount on: a pod that somebody adds by hand would have an identity.',
    fix: 'Add the ServiceAccount `default` with automountServiceAccountToken: false to the namespace.',
    severity: 'low',
    subject: 'set',
    check: set => set.ofKind('Namespace').filter(namespace => !set.find('ServiceAccount', namespace.name, 'default'))
      .map(member => ({ member, says: `the namespace '${member.name}' leaves its default ServiceAccount as it comes, with token automount on` })),
  }),
];

/** A token that is mounted, said or by default, under an account to which the set binds no role: nothing calls the API server with it but an intruder. */
function needlessTokens(set: ManifestSet): SetFinding[] {
  const bound = new Set(bindings(set).flatMap(binding => recordsOf(binding.object.subjects).filter(({ kind }) => kind === 'ServiceAccount')
    .map(({ namespace, name }) => `${String(namespace ?? binding.namespace)}/${String(name)}`)));
  // Where the objects name no namespace, the name of the account has to do.
  const boundNames = new Set([...bound].map(key => key.slice(key.indexOf('/'))));
  return set.workloads.flatMap(member => {
    const account = accountOf(member);
    const own = member.template.spec.automountServiceAccountToken;
    const mounted = own ?? set.find('ServiceAccount', member.namespace, account)?.object.automountServiceAccountToken ?? true;
    if (mounted === false || (member.namespace === '' ? boundNames.has(`/${account}`) : bound.has(`${member.namespace}/${account}`))) return [];
    const spec = `${member.template.pointer}/spec`;
    return [{ member, pointer: own === undefined ? spec : `${spec}/automountServiceAccountToken`, says: `automountServiceAccountToken ${describeValue(own)}, and no role is bound to '${account}'` }];
  });
}

function serviceAccountsExist(set: ManifestSet, settings: JudgementSettings): SetFinding[] {
  const external = new Set(settings.externalNamespaces.map(namespace => namespace.name));
  return set.workloads.flatMap(member => {
    const name = accountOf(member);
    if (name === 'default' || set.find('ServiceAccount', member.namespace, name)) return [];
    // Whoever owns the namespace may own the account too.
    if (external.has(member.namespace) && set.ofKind('ServiceAccount').every(account => account.namespace !== member.namespace)) return [];
    return [{ member, pointer: `${member.template.pointer}/spec/serviceAccountName`, says: `serviceAccountName is '${name}', and the set has no such ServiceAccount` }];
  });
}

function sharedServiceAccounts(set: ManifestSet): SetFinding[] {
  const first = new Map<string, Workload>();
  return set.workloads.flatMap(member => {
    const name = accountOf(member);
    const key = `${member.namespace}/${name}`;
    const other = first.get(key);
    if (name === 'default' || !other) {
      first.set(key, member);
      return [];
    }
    return [{ member, pointer: `${member.template.pointer}/spec/serviceAccountName`, says: `serviceAccountName is '${name}', which ${describeMember(other)} runs under too` }];
  });
}

function accountOf({ template }: Workload): string {
  const name = template.spec.serviceAccountName;
  return typeof name === 'string' && name !== '' ? name : 'default';
}
