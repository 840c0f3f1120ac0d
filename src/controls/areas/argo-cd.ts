import { recordOf, recordsOf } from '../../manifest/object';
import { Control, control, SetFinding } from '../control';
import { ManifestSet, Member } from '../manifest-set';

const APPLICATION = 'argoproj.io/Application';
const PROJECT = 'argoproj.io/AppProject';
/** A tag, a version, a commit; not HEAD, not a branch, not a range of versions. */
const PINNED = /^(v?\d+(\.\d+){1,2}([-+][\w.-]+)?|[0-9a-f]{40}|refs\/tags\/.+)$/;

/** What Argo CD may install, from where, and where to. */
export const ARGO_CD: readonly Control[] = [
  control({
    id: 'argocd-default-project',
    title: 'Applications belong to a project of their own',
    why: 'The project default allows every repository, every cluster and every kind.',
    fix: 'Set spec.project to an AppProject that says what is allowed.',
    severity: 'medium',
    subject: 'object',
    kinds: [APPLICATION],
    cel: "has(object.spec) && has(object.spec.project) && !(object.spec.project in ['', 'default'])",
    at: 'spec.project',
  }),
  control({
    id: 'argocd-application-valid',
    title: 'Applications say where they go, in one way',
    why: 'With both a name and a server, or neither, Argo CD refuses the Application.',
    fix: 'Set either spec.destination.name or spec.destination.server.',
    severity: 'low',
    subject: 'object',
    kinds: [APPLICATION],
    cel: 'has(object.spec) && has(object.spec.destination) && has(object.spec.destination.name) != has(object.spec.destination.server)',
    at: 'spec.destination',
    seen: () => ({ says: 'spec.destination has both a name and a server, or neither', path: ['spec', 'destination'] }),
  }),
  control({
    id: 'argocd-application-revision-pinned',
    title: 'Applications install a version',
    why: 'With a branch, whoever can push to it installs in the cluster, and nobody sees when.',
    fix: 'Set targetRevision to a tag, a version of a chart, or a commit; let a pull request change it.',
    severity: 'low',
    subject: 'set',
    check: set => set.ofKind(APPLICATION).flatMap(member => sourcesOf(member).filter(({ source }) => !PINNED.test(String(source.targetRevision ?? 'HEAD')))
      .map(({ source, pointer }): SetFinding => ({ member, pointer, says: `targetRevision is ${source.targetRevision === undefined ? 'not set, which is HEAD' : `'${String(source.targetRevision)}'`}` }))),
  }),
  control({
    id: 'argocd-application-namespace',
    title: 'Applications and projects stand together',
    why: 'Argo CD looks for them in its own namespace: what stands elsewhere is not installed, and nobody is told.',
    fix: 'Set metadata.namespace to the namespace of Argo CD, or name the other one in sourceNamespaces of the project.',
    severity: 'low',
    subject: 'set',
    check: strayApplications,
  }),
  control({
    id: 'argocd-appproject-sources',
    title: 'Projects name their repositories',
    why: 'With every repository, whoever may write an Application installs what they like.',
    fix: "List the repositories in sourceRepos instead of '*'.",
    severity: 'high',
    subject: 'object',
    kinds: [PROJECT],
    cel: "!has(object.spec) || !has(object.spec.sourceRepos) || object.spec.sourceRepos.all(r, !(r in ['*', '**', 'https://*', 'https://**']))",
    at: 'spec.sourceRepos',
  }),
  control({
    id: 'argocd-appproject-destinations',
    title: 'Projects name where they install',
    why: 'With every namespace of every cluster, one project overwrites what is another’s, that of Argo CD included.',
    fix: "List namespaces, and servers or names, in destinations instead of '*'.",
    severity: 'high',
    subject: 'object',
    kinds: [PROJECT],
    cel: "!has(object.spec) || !has(object.spec.destinations) || object.spec.destinations.all(d, has(d.namespace) && d.namespace != '*')",
    at: 'spec.destinations',
    seen: ({ object }) => {
      const index = recordsOf(recordOf(object.spec).destinations).findIndex(({ namespace }) => namespace === undefined || namespace === '*');
      return { says: `spec.destinations[${index}] is every namespace`, path: ['spec', 'destinations', index] };
    },
  }),
  control({
    id: 'argocd-appproject-cluster-resources',
    title: 'Projects name the cluster-wide kinds that they install',
    why: 'With every kind, a project makes a ClusterRoleBinding for itself.',
    fix: "List group and kind in clusterResourceWhitelist instead of '*'; leave it out where there are none.",
    severity: 'high',
    subject: 'object',
    kinds: [PROJECT],
    cel: "!has(object.spec) || !has(object.spec.clusterResourceWhitelist) || object.spec.clusterResourceWhitelist.all(k, has(k.kind) && k.kind != '*')",
    at: 'spec.clusterResourceWhitelist',
  }),
  control({
    id: 'argocd-applicationset-project',
    title: 'The project of an ApplicationSet is written out',
    why: 'Where the project comes from a template, whoever writes what fills the template chooses their rights.',
    fix: 'Write the name of the project in spec.template.spec.project.',
    severity: 'medium',
    subject: 'object',
    kinds: ['argoproj.io/ApplicationSet'],
    cel: "has(object.spec) && has(object.spec.template) && has(object.spec.template.spec) && has(object.spec.template.spec.project) && !(object.spec.template.spec.project in ['', 'default']) "
      + "&& !object.spec.template.spec.project.contains('{{')",
    at: 'spec.template.spec.project',
  }),
];

function sourcesOf({ spec }: Member): { readonly source: Record<string, unknown>; readonly pointer: string }[] {
  const one = spec.source === undefined ? [] : [{ source: recordOf(spec.source), pointer: '/spec/source' }];
  return [...one, ...recordsOf(spec.sources).map((source, index) => ({ source, pointer: `/spec/sources/${index}` }))];
}

function strayApplications(set: ManifestSet): SetFinding[] {
  const projects = set.ofKind(PROJECT);
  return set.ofKind(APPLICATION).flatMap((member): SetFinding[] => {
    const project = projects.find(({ name }) => name === member.spec.project);
    const others = project?.spec.sourceNamespaces;
    const taken = !project || project.namespace === member.namespace || (Array.isArray(others) && others.some(each => each === member.namespace || String(each).includes('*')));
    return taken ? [] : [{ member, pointer: '/metadata/namespace', says: `stands in '${member.namespace}', and its project in '${project.namespace}'` }];
  });
}
