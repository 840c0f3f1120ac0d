import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const object = (kind: string, spec: object, namespace = 'argocd', name = 'extra'): Change => ({ add: { apiVersion: 'argoproj.io/v1alpha1', kind, metadata: { name, namespace }, spec } });
const application = (spec: object, namespace?: string) => object('Application', { project: 'shop', destination: { server: 'https://kubernetes.default.svc' }, source: { targetRevision: 'v1.2.3' }, ...spec }, namespace);
const project = (spec: object) => object('AppProject', spec, 'argocd', 'shop');
const set = (projectName: string) => object('ApplicationSet', { template: { spec: { project: projectName } } });
const ONE_WAY = 'spec.destination has both a name and a server, or neither';

describe('Argo CD may install more than it should', () => {
  expectBrokenTwins([
    ['argocd-default-project', 'whatever', application({ project: 'default' }), "spec.project is 'default'"],
    ['argocd-application-valid', 'in two places', application({ destination: { name: 'in-cluster', server: 'x' } }), ONE_WAY],
    ['argocd-application-valid', 'nowhere', application({ destination: {} }), ONE_WAY],
    ['argocd-application-revision-pinned', 'what was pushed last', application({ source: { targetRevision: 'main' } }), "targetRevision is 'main'"],
    ['argocd-application-revision-pinned', 'what was pushed last, by default', application({ source: undefined, sources: [{}] }), 'targetRevision is not set, which is HEAD'],
    ['argocd-application-namespace', 'from where nobody looks', [project({}), application({}, 'shop')], "stands in 'shop', and its project in 'argocd'"],
    ['argocd-appproject-sources', 'from anywhere', project({ sourceRepos: ['*'] }), 'spec.sourceRepos is ["*"]'],
    ['argocd-appproject-destinations', 'everywhere', project({ destinations: [{ server: 'x', namespace: 'shop' }, { server: 'x', namespace: '*' }] }), 'spec.destinations[1] is every namespace'],
    ['argocd-appproject-cluster-resources', 'everything', project({ clusterResourceWhitelist: [{ group: '*', kind: '*' }] }), 'spec.clusterResourceWhitelist is [{"group":"*","kind":"*"}]'],
    ['argocd-applicationset-project', 'as a template says', set('{{ .team }}'), "spec.template.spec.project is '{{ .team }}'"],
  ]);

  expectFine([
    ['argocd-default-project', 'a project', application({})],
    ['argocd-application-valid', 'one place', application({})],
    ...['v1.2.3', '1.2.3', '7.1.0-rc.1', 'a'.repeat(40), 'refs/tags/prod'].map(targetRevision => (
      ['argocd-application-revision-pinned', targetRevision, application({ source: { targetRevision } })] as [string, string, Change])),
    ['argocd-application-namespace', 'a namespace that the project takes', [project({ sourceNamespaces: ['shop'] }), application({}, 'shop')]],
    ['argocd-appproject-sources', 'a repository', project({ sourceRepos: ['https://git.example/shop'] })],
    ['argocd-appproject-destinations', 'a namespace', project({ destinations: [{ server: 'x', namespace: 'shop' }] })],
    ['argocd-appproject-cluster-resources', 'Namespaces', project({ clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }] })],
    ['argocd-applicationset-project', 'a project', set('shop')],
  ]);
});
