import { ApiObject, App } from 'cdk8s';
import { Construct } from 'constructs';
import { EndpointPort } from '../../src/connectivity/endpoint';
import { JsonObject } from '../../src/manifest/object';
import { authorizeEdges } from '../../src/mesh/edge-authorization';
import { Platform } from '../../src/platform/platform';
import { ServiceMesh } from '../../src/platform/service-mesh';
import { IsolatedNamespace } from '../../src/tenancy/isolated-namespace';
import { FakeWorkload } from '../connectivity/fake-workload';

/** A fake workload of a mesh, with the Service that a real one has. */
export class MeshedWorkload extends FakeWorkload {
  public constructor(scope: Construct, id: string, ports: readonly EndpointPort[] = [], podSpec: JsonObject = {}) {
    super(scope, id, ports);
    new ApiObject(new Construct(this, 'Service'), 'Resource', { apiVersion: 'v1', kind: 'Service', metadata: { name: id } });
    authorizeEdges(this, this.connections, () => podSpec);
  }
}

/** A namespace of an app on a mesh. */
export function meshedNamespace(serviceMesh: ServiceMesh, nodeCidrs: string[] = []): IsolatedNamespace {
  const app = new App();
  Platform.configure(app, { serviceMesh, nodeCidrs });
  return new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
}

/** `Kind name` of each object below, with its spec. */
export function specsOf(scope: Construct, ...kinds: string[]): Record<string, unknown> {
  const objects = scope.node.findAll().filter(ApiObject.isApiObject).map(node => node.toJson() as { kind: string; metadata: { name: string }; spec: unknown });
  return Object.fromEntries(objects.filter(({ kind }) => kinds.includes(kind)).map(({ kind, metadata, spec }) => [`${kind} ${metadata.name}`, spec]));
}
