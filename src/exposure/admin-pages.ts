import { EndpointPort } from '../connectivity/endpoint';
import { parseImage } from '../images/reference';

interface AdminPage {
  /** Last parts of the repository of its images, or names under which its charts label it. */
  readonly names: readonly string[];
  readonly why: string;
}

/**
 * Pages that ask nobody who he is, or that take a credential of the cluster itself in a browser. What has a login of its own (Argo CD, Grafana) is not
 * among them.
 */
const ADMIN_PAGES: readonly AdminPage[] = [
  { names: ['kubernetes-dashboard', 'kubernetesui/dashboard', 'kubernetesui/dashboard-web', 'kubernetesui/dashboard-api', 'headlamp', 'headlamp-k8s/headlamp'], why: 'it is a shell into the cluster for whoever holds, or steals, a token' },
  { names: ['weaveworks/scope', 'portainer/portainer-ce', 'portainer/portainer-ee', 'portainer'], why: 'it opens a shell in every container' },
  { names: ['kiali/kiali', 'kiali'], why: 'it shows, and changes, how the whole mesh is routed' },
  { names: ['prometheus', 'prom/prometheus', 'prometheus/prometheus', 'alertmanager', 'prom/alertmanager', 'prom/pushgateway', 'pushgateway'], why: 'it asks nobody who he is, and its data is a map of the cluster' },
  { names: ['hubble-ui', 'cilium/hubble-ui', 'linkerd/web', 'jaegertracing/all-in-one', 'jaegertracing/jaeger', 'jaegertracing/jaeger-query', 'jaeger-query', 'opencost', 'kubecost/cost-model'], why: 'it asks nobody who he is, and shows who calls whom' },
  { names: ['adminer', 'phpmyadmin', 'phpmyadmin/phpmyadmin', 'pgadmin4', 'dpage/pgadmin4', 'mongo-express', 'redis-commander', 'rediscommander/redis-commander'], why: 'it is a database console' },
];

/** Names of ports that are for those who run a program, not for those who use it. */
const INNER_PORTS: Readonly<Record<string, string>> = {
  metrics: 'metrics tell what the program does, and to whom', pprof: 'profiles hold parts of the memory', debug: 'a debugger runs code', jmx: 'JMX runs code',
  admin: 'it is for administrators', management: 'it is for administrators',
};

/** Labels under which charts name a program. */
const NAME_LABELS = ['app.kubernetes.io/name', 'k8s-app', 'app'];

/** Why the outside may not have this; undefined where it may. */
export function adminPageProblem(images: readonly string[], labels: Readonly<Record<string, string>>, port: EndpointPort): string | undefined {
  const inner = INNER_PORTS[port.name];
  if (inner !== undefined) return `port '${port.name}' is for those who run the program: ${inner}. Expose another port, or give this one the name of what it serves`;
  const repositories = images.map(image => parseImage(image).repository);
  const named = NAME_LABELS.flatMap(key => labels[key] ?? []);
  for (const { names, why } of ADMIN_PAGES) {
    const name = names.find(each => named.includes(each) || repositories.some(repository => repository === each || repository.endsWith(`/${each}`)));
    if (name !== undefined) return `${name} is never exposed: ${why}. Reach it with kubectl port-forward, with the rights of who asks`;
  }
  return undefined;
}
