import { parseManifests } from '../../src/manifest/yaml';
import { ask, Verdict } from '../../src/reachability/ask';
import { DEFAULT_ENVIRONMENT, Environment } from '../../src/reachability/environment';
import { Flow, Reachability } from '../../src/reachability/reachability';
import { Protocol } from '../../src/reachability/traffic';

/** A pod of a tree, in one line: `pod('shop/web', { app: 'web' }, 'http:8080', 'dns:53/UDP')`. */
export function pod(id: string, labels: Record<string, string>, ...ports: string[]): string {
  const [home, name] = id.split('/');
  return JSON.stringify({
    apiVersion: 'v1', kind: 'Pod', metadata: { namespace: home, name, labels }, spec: { serviceAccountName: name, containers: [{ name: 'main', ports: ports.map(port) }] },
  });
}

export function namespace(name: string, labels: Record<string, string> = {}, annotations: Record<string, string> = {}): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels, annotations } });
}

/** `policy('shop', '{ podSelector: {}, ingress: [{}] }')` */
export function policy(namespaceName: string, spec: string, name = 'policy'): string {
  return `{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: ${namespaceName}, name: ${name} }, spec: ${spec} }`;
}

export function istio(kind: string, namespaceName: string, spec: string, name = 'policy'): string {
  return `{ apiVersion: security.istio.io/v1, kind: ${kind}, metadata: { namespace: ${namespaceName}, name: ${name} }, spec: ${spec} }`;
}

export function service(namespaceName: string, name: string, selector: string, ports: string, labels = '{}'): string {
  return `{ apiVersion: v1, kind: Service, metadata: { namespace: ${namespaceName}, name: ${name}, labels: ${labels} }, spec: { selector: ${selector}, ports: ${ports} } }`;
}

/** The answer for a set of documents. */
export function reach(documents: readonly string[], environment: Partial<Environment> = {}): Reachability {
  return new Reachability(parseManifests(documents.join('\n---\n')).map(object => ({ object, file: 'test.yaml' })), { ...DEFAULT_ENVIRONMENT, ...environment });
}

/** `shop/web` is the pod of that name; all else is an endpoint's id. */
export function flowOf(reachability: Reachability, from: string, to: string): Flow {
  const endpoint = (text: string) => {
    const found = reachability.endpoint(text) ?? reachability.endpoint(text.replace('/', '/Pod/'));
    if (!found) throw new Error(`no endpoint ${text}; there are ${reachability.endpoints.map(({ id }) => id).join(', ')}`);
    return found;
  };
  return reachability.flow(endpoint(from), endpoint(to));
}

/** `verdict(r, 'shop/web', 'shop/db', '5432')`, `'53/UDP'`, `'80 GET /x'`. */
export function verdict(reachability: Reachability, from: string, to: string, question: string): Verdict {
  const [asked, method, path, host] = question.split(' ');
  const [number, protocol = 'TCP'] = asked.split('/');
  const flow = flowOf(reachability, from, to);
  return ask(flow.bounds, reachability.space(flow.to), {
    protocol: protocol as Protocol, port: Number(number), ...(method ? { request: { method, path, host } } : {}),
  }).verdict;
}

function port(text: string): Record<string, unknown> {
  const [name, number] = text.split(':');
  const [containerPort, protocol] = number.split('/');
  return { name, containerPort: Number(containerPort), ...(protocol ? { protocol } : {}) };
}
