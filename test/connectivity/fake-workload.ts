import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Connections } from '../../src/connectivity/connections';
import { Endpoint, EndpointPort, Protocol } from '../../src/connectivity/endpoint';
import { IPeer, Peer } from '../../src/connectivity/peer';
import { Platform } from '../../src/platform/platform';
import { PlatformProps } from '../../src/platform/platform-props';

/** The least that the connections ask of a workload: an endpoint, and somewhere to put variables. */
export class FakeWorkload extends Construct implements IPeer {
  public readonly connections: Connections;
  public readonly env: Record<string, string> = {};
  private readonly endpoint: Endpoint;

  public constructor(scope: Construct, id: string, ports: readonly EndpointPort[] = [], overrides: Partial<Endpoint> = {}) {
    super(scope, id);
    const selector = { 'app.kubernetes.io/name': id };
    this.endpoint = {
      construct: this,
      name: id,
      namespace: Chart.of(this).namespace,
      selector,
      ports,
      serviceAccountName: id,
      labels: selector,
      serviceName: ports.length > 0 ? id : undefined,
      addEnv: (name, value) => { this.env[name] = value; },
      ...overrides,
    };
    this.connections = Connections._create(this, this.endpoint);
  }

  public toPeer(): Peer {
    return Peer._endpoint(this.endpoint);
  }
}

export function port(name: string, containerPort: number, overrides: Partial<EndpointPort> = {}): EndpointPort {
  return { name, containerPort, servicePort: containerPort, protocol: Protocol.TCP, ...overrides };
}

/** A chart with a namespace, in an app of its own. */
export function chartOf(namespace: string | undefined, platform: PlatformProps = {}, app = new App()): Chart {
  if (app.node.children.length === 0) Platform.configure(app, platform);
  return new Chart(app, namespace ?? 'plain', { namespace });
}

interface RenderedPolicy {
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: { podSelector: unknown; policyTypes: string[]; ingress: unknown[]; egress: unknown[] };
}

export function policyOf(workload: Construct): RenderedPolicy {
  return (workload.node.findChild('NetworkPolicy') as ApiObject).toJson() as RenderedPolicy;
}

/** The egress rules but for DNS, which every policy has. */
export function egressOf(workload: Construct): unknown[] {
  return policyOf(workload).spec.egress.filter(rule => !JSON.stringify(rule).includes('kube-dns'));
}

export function ingressOf(workload: Construct): unknown[] {
  return policyOf(workload).spec.ingress;
}

/** The kinds, namespaces and names of everything below `root`. */
export function objectsBelow(root: Construct): string[] {
  return root.node.findAll().filter(ApiObject.isApiObject).map(object => `${object.kind} ${object.metadata.namespace ?? '-'}/${object.name}`);
}
