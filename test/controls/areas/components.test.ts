import { BrokenTwin, Change, expectBrokenTwins, expectFine } from '../hardened-set';

const image = (reference: string): Change => ({ at: 'container/image', to: reference });
const runs = (control: string, reference: string): BrokenTwin => [control, reference, image(reference), `container 'cart': image is '${reference}'`];
const constraint = (...repos: string[]): Change => (
  { add: { apiVersion: 'constraints.gatekeeper.sh/v1beta1', kind: 'K8sAllowedRepos', metadata: { name: 'extra' }, spec: { parameters: { repos } } } });
const exposed = (reference: string): Change[] => [image(reference), { in: 'Service/cart', at: '/spec/type', to: 'NodePort' }];
const DASHBOARD = { kind: 'ServiceAccount', name: 'kubernetes-dashboard', namespace: 'shop' };
const binding = (role: string): Change => ({ add: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', roleRef: { kind: 'Role', name: role }, subjects: [DASHBOARD] } });

describe('a program runs that should not', () => {
  expectBrokenTwins([
    runs('helm-tiller', 'registry.example/helm/tiller:v2.17.0'),
    runs('ingress-nginx-controller-eol', 'registry.k8s.io/ingress-nginx/controller:v1.14.0'),
    runs('image-registry-deprecated', 'k8s.gcr.io/pause:3.5'),
    ['git-sync-command-env', 'any program as git', { at: 'container/env', to: [{ name: 'GITSYNC_GIT', value: '/bin/sh' }] }, "container 'cart': env sets GITSYNC_GIT"],
    runs('kubernetes-dashboard', 'docker.io/kubernetesui/dashboard:v2.7.0'),
    runs('kubernetes-dashboard', 'registry.example/kubernetes-dashboard-web:1.4.0'),
    ['kubernetes-dashboard', 'as an administrator', binding('admin'), "gives the dashboard the role 'admin'"],
    ['sensitive-interface-exposed', 'for the Internet', exposed('registry.example/jupyter/base-notebook:1'),
      "is of type NodePort, and leads to Deployment shop/cart, which runs 'registry.example/jupyter/base-notebook:1'"],
    ['gatekeeper-repo-prefix-ambiguous', 'from whoever has a longer name', constraint('registry.example/', 'registry.example.shop/team'),
      'spec.parameters.repos is ["registry.example/","registry.example.shop/team"]'],
  ]);

  expectFine([
    ['helm-tiller', 'a word that ends so', image('registry.example/distiller:1')],
    ['ingress-nginx-controller-eol', 'the controller of NGINX', image('nginx/nginx-ingress:5.0')],
    ['image-registry-deprecated', 'the registry that took its place', image('registry.k8s.io/pause:3.10')],
    ['kubernetes-dashboard', 'its own role', binding('kubernetes-dashboard')],
    ['sensitive-interface-exposed', 'a shop', exposed('registry.example/array-shop:1')],
    ['sensitive-interface-exposed', 'inside the cluster', image('registry.example/adminer:4')],
    ['gatekeeper-repo-prefix-ambiguous', 'a whole name', constraint('registry.example/team/')],
  ]);
});
