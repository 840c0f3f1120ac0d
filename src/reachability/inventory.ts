import { Endpoint, NamedPort } from './endpoint';
import { SourcedObject } from './source';
import { Protocol } from './traffic';
import { groupKind } from '../manifest/kinds';
import { groups } from '../manifest/lists';
import { identityOf, isRecord, ObjectIdentity, recordOf, textOf } from '../manifest/object';
import { containersOf, podTemplateOf } from '../manifest/pod-template';
import { valueAt } from '../manifest/pointer';
import { GATEWAY_NAME_LABEL, NAMESPACE_NAME_LABEL, WAYPOINT_CLASS } from '../manifest/well-known';

/** The name of a namespace that nobody named: it has one, and none that a policy can say. */
export const UNNAMED = '…';

export const GATEWAY = 'gateway.networking.k8s.io/Gateway';

type Labels = Readonly<Record<string, unknown>>;

/** The objects of a tree, by kind, and what of them can call or be called. */
export class Inventory {
  public readonly workloads: readonly Endpoint[];
  private readonly byKind: ReadonlyMap<string, readonly SourcedObject[]>;
  private readonly namespaces = new Map<string, { readonly labels: Labels; readonly annotations: Labels }>();

  public constructor(objects: readonly SourcedObject[]) {
    this.byKind = groups(objects, ({ object }) => groupKind(object.apiVersion, object.kind));
    for (const { object } of this.ofKind('Namespace')) {
      const { name } = identityOf(object);
      this.namespaces.set(name, { labels: { ...labelsOf(object), [NAMESPACE_NAME_LABEL]: name }, annotations: recordAt(object, 'metadata', 'annotations') });
    }
    const keys = new Set(objects.map(({ object }) => keyOf(identityOf(object))));
    this.workloads = [
      ...objects.filter(source => source.object.kind !== 'PodTemplate' && !isMade(source, keys)).flatMap(source => this.workload(source)),
      ...this.ofKind(GATEWAY).flatMap(source => this.gateway(source)),
    ];
  }

  public ofKind(kind: string): readonly SourcedObject[] {
    return this.byKind.get(kind) ?? [];
  }

  /** Every namespace that the manifests name. */
  public get namespaceNames(): string[] {
    const used = [...this.byKind.values()].flat().map(({ object }) => identityOf(object).namespace).filter(name => name !== undefined && name !== '');
    return [...new Set([...this.namespaces.keys(), ...used as string[]])].sort();
  }

  /** The tree has the Namespace itself, and so all of its labels. */
  public hasNamespace(name: string): boolean {
    return this.namespaces.has(name);
  }

  /** The labels of a namespace, as far as its manifest says them. */
  public namespaceLabels(name: string): Labels {
    return this.namespaces.get(name)?.labels ?? (name === '' ? {} : { [NAMESPACE_NAME_LABEL]: name });
  }

  public namespaceAnnotations(name: string): Labels {
    return this.namespaces.get(name)?.annotations ?? {};
  }

  /** istiod makes a Deployment for each Gateway of its classes, under these labels and this ServiceAccount. */
  private gateway({ object }: SourcedObject): Endpoint[] {
    const { name, namespace = '' } = identityOf(object);
    const gatewayClass = valueAt(object, ['spec', 'gatewayClassName']);
    if (gatewayClass !== 'istio' && gatewayClass !== WAYPOINT_CLASS) return [];
    const made = gatewayClass === WAYPOINT_CLASS ? name : `${name}-istio`;
    return [{
      id: `${namespace}/Gateway/${name}`, kind: 'workload', namespace, namespaceLabels: this.namespaceLabels(namespace),
      labels: { ...labelsOf(object), [GATEWAY_NAME_LABEL]: name, 'istio.io/dataplane-mode': 'none' },
      annotations: {}, serviceAccount: made, hostNetwork: false, ports: [], isForeign: false,
    }];
  }

  private workload({ object }: SourcedObject): Endpoint[] {
    const template = podTemplateOf(object);
    if (!template) return [];
    const { kind, name, namespace = '' } = identityOf(object);
    const { spec, metadata } = template;
    const account = spec.serviceAccountName ?? spec.serviceAccount;
    return [{
      id: `${namespace === '' ? '' : `${namespace}/`}${kind}/${name}`,
      kind: 'workload',
      namespace,
      namespaceLabels: this.namespaceLabels(namespace),
      labels: recordAt(metadata, 'labels'),
      annotations: recordAt(metadata, 'annotations'),
      serviceAccount: typeof account === 'string' && account !== '' ? account : 'default',
      hostNetwork: spec.hostNetwork === true,
      isForeign: false,
      ports: containersOf(template).filter(({ type, container }) => type === 'containers' || (type === 'initContainers' && container.restartPolicy === 'Always'))
        .flatMap(({ container }) => portsOf(container)),
    }];
  }
}

/** What a controller made is already there as what made it. */
function isMade({ object }: SourcedObject, known: ReadonlySet<string>): boolean {
  const owners = valueAt(object, ['metadata', 'ownerReferences']);
  const owner = (Array.isArray(owners) ? owners : []).filter(isRecord).find(each => each.controller === true);
  return owner !== undefined && known.has(keyOf({ kind: textOf(owner.kind), namespace: identityOf(object).namespace, name: textOf(owner.name) }));
}

function keyOf({ kind, namespace, name }: Omit<ObjectIdentity, 'apiVersion'>): string {
  return [kind, namespace, name].join('/');
}

function portsOf(container: Record<string, unknown>): NamedPort[] {
  return (Array.isArray(container.ports) ? container.ports : []).filter(isRecord).flatMap(({ name, containerPort, protocol }) => Number.isInteger(containerPort)
    ? [{ ...(typeof name === 'string' ? { name } : {}), port: containerPort as number, protocol: (protocol ?? 'TCP') as Protocol }]
    : []);
}

function labelsOf(object: unknown): Labels {
  return recordAt(object, 'metadata', 'labels');
}

function recordAt(object: unknown, ...path: string[]): Labels {
  return recordOf(valueAt(object, path));
}
