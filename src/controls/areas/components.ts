import { recordOf, recordsOf } from '../../manifest/object';
import { Control, control, SetFinding, Severity } from '../control';
import { describeMember, ManifestSet } from '../manifest-set';
import { bindings } from '../rbac-graph';
import { selectedBy } from '../selected';

/** Interfaces that let whoever opens them administer something or run code, by the images that serve them. */
const INTERFACES = /(^|\/)(kubernetes-dashboard|kubernetesui\/dashboard|headlamp|weaveworks\/scope|kubeflow|centraldashboard|jupyter[\w-]*|[\w-]*notebook|argocli|airflow|mlflow|ray|ollama|vllm[\w-]*|text-generation-inference|open-webui|pgadmin4?|phpmyadmin|adminer|mongo-express|redis-commander|kafka-ui|rabbitmq|portainer[\w-]*|cockpit|filebrowser|code-server|selenium[\w-]*)([:@/-]|$)/;
const DASHBOARD = '(^|/)(kubernetes-dashboard|kubernetesui/dashboard)([-/:@]|$)';

/** Programs that nobody should run any more, or that should not be open to everyone. */
export const COMPONENTS: readonly Control[] = [
  notOf('helm-tiller', '(^|/)tiller([:@]|$)', 'critical', 'Tiller does not run',
    'The server of Helm 2 does whatever anyone in the cluster asks of it, with the rights of an administrator.', 'Use Helm 3 or later, which has no server.'),
  notOf('ingress-nginx-controller-eol', '(^|/)(ingress-nginx/(kube-webhook-certgen|controller)|(nginx-)?ingress-controller/(nginx-ingress-controller|controller)|nginx-ingress-controller-amd64)([-:@]|$)', 'high',
    'The retired ingress-nginx controller does not run', 'It has had no security fixes since March 2026, and reads every Secret of the cluster.', 'Move to Gateway API, or to an Ingress controller that is looked after.'),
  notOf('image-registry-deprecated', '^(k8s[.]gcr[.]io|gcr[.]io/google[-_]containers)/', 'medium', 'Images do not come from the frozen registry of Kubernetes',
    'Nothing there has been updated since April 2023.', 'Use registry.k8s.io, or a mirror of it.'),
  control({
    id: 'git-sync-command-env',
    title: 'git-sync runs the git of its image',
    why: 'The variable GITSYNC_GIT names any program, which is then run: who may write the pod runs code past what was reviewed.',
    fix: 'Remove the variable GITSYNC_GIT.',
    severity: 'medium',
    subject: 'container',
    cel: "!has(container.env) || container.env.all(e, !has(e.name) || e.name != 'GITSYNC_GIT')",
    at: 'env',
    seen: () => 'env sets GITSYNC_GIT',
  }),
  control({
    id: 'kubernetes-dashboard',
    title: 'The Kubernetes dashboard has no rights of its own, and does not run',
    why: 'It is a shell in the browser for whoever reaches it, with the rights that its account has.',
    fix: 'Remove it: read the cluster with your own rights, by kubectl or a client on your machine.',
    severity: 'medium',
    subject: 'set',
    check: dashboards,
  }),
  control({
    id: 'sensitive-interface-exposed',
    title: 'Interfaces for administrators are not open to the outside',
    why: 'Most of them run code or hand out data for whoever opens them, and the Internet is searched for them all day.',
    fix: 'Make the Service a ClusterIP; reach it through a Gateway that asks who comes.',
    severity: 'high',
    subject: 'set',
    check: exposedInterfaces,
  }),
  control({
    id: 'gatekeeper-repo-prefix-ambiguous',
    title: 'Prefixes of allowed images end where a name ends',
    why: "The prefix 'registry.example/team' also allows 'registry.example/team-evil' and 'registry.example/teams'.",
    fix: "End each entry of repos with '/', ':' or '@'.",
    severity: 'high',
    subject: 'object',
    kinds: ['constraints.gatekeeper.sh/K8sAllowedRepos'],
    cel: "!has(object.spec) || !has(object.spec.parameters) || !has(object.spec.parameters.repos) || object.spec.parameters.repos.all(r, r.matches('[/:@]$'))",
    at: 'spec.parameters.repos',
  }),
];

function notOf(id: string, pattern: string, severity: Severity, title: string, why: string, fix: string): Control {
  return control({ id, title, why, fix, severity, subject: 'container', cel: `!has(container.image) || !container.image.matches('${pattern}')`, at: 'image' });
}

function dashboards(set: ManifestSet): SetFinding[] {
  const running = set.workloads.flatMap(member => member.containers.filter(({ container }) => new RegExp(DASHBOARD).test(String(container.image)))
    .map((ref): SetFinding => ({ member, container: ref.name, pointer: `${ref.pointer}/image`, says: `container '${ref.name}': image is '${String(ref.container.image)}'` })));
  const bound = bindings(set).filter(({ object }) => recordOf(object.roleRef).name !== 'kubernetes-dashboard'
    && recordsOf(object.subjects).some(subject => subject.kind === 'ServiceAccount' && subject.name === 'kubernetes-dashboard'))
    .map((member): SetFinding => ({ member, pointer: '/subjects', says: `gives the dashboard the role '${String(recordOf(member.object.roleRef).name)}'` }));
  return [...running, ...bound];
}

function exposedInterfaces(set: ManifestSet): SetFinding[] {
  return set.ofKind('Service').filter(({ spec }) => spec.type === 'NodePort' || spec.type === 'LoadBalancer').flatMap(member => {
    for (const workload of selectedBy(set, member)) {
      const image = workload.containers.map(({ container }) => String(container.image)).find(each => INTERFACES.test(each));
      if (image) return [{ member, pointer: '/spec/type', says: `is of type ${String(member.spec.type)}, and leads to ${describeMember(workload)}, which runs '${image}'` }];
    }
    return [];
  });
}
