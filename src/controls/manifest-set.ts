import { groupKind } from '../manifest/kinds';
import { push } from '../manifest/lists';
import { describeIdentity, identityOf, ManifestObject, ObjectIdentity, recordOf, textOf } from '../manifest/object';
import { ContainerRef, containersOf, podTemplateOf, PodTemplate } from '../manifest/pod-template';
import { Selector } from '../manifest/selectors';

/** One object to be judged, with where it came from. */
export interface JudgedObject {
  readonly object: ManifestObject;
  /** Path of the construct that made it. */
  readonly construct?: string;
  /** File it stands in, relative to the tree. */
  readonly file?: string;
  /** Where a field of it, or the nearest one above, stands in the file. Asked only for what has findings. */
  readonly locate?: (pointer: string) => SourcePlace;
}

/** A place in a file; line and column count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** An object of the set, with what set controls ask of it. */
export interface Member extends JudgedObject {
  readonly index: number;
  readonly identity: ObjectIdentity;
  /** `apps/Deployment`; `Pod`. */
  readonly groupKind: string;
  /** The empty string where it names none. */
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** A member that makes pods. */
export interface Workload extends Member {
  readonly template: PodTemplate;
  readonly podLabels: Readonly<Record<string, unknown>>;
  readonly containers: readonly ContainerRef[];
}

/** The objects of one tree, indexed once, so that no control scans all for each. */
export class ManifestSet {
  public readonly members: readonly Member[];
  public readonly workloads: readonly Workload[];
  /** What the set is compared with: an earlier tree, or the trees of a cluster. Never judged itself. */
  public readonly against: readonly Member[];
  private readonly byKind = new Map<string, Member[]>();
  private readonly byIdentity = new Map<string, Member>();
  private readonly byIndex = new Map<number, Workload>();
  private readonly byNamespace = new Map<string, Workload[]>();
  private readonly byLabel = new Map<string, Workload[]>();

  public constructor(objects: readonly JudgedObject[], against: readonly JudgedObject[] = []) {
    this.members = objects.map(memberOf);
    this.against = against.map((judged, index) => memberOf(judged, objects.length + index));
    this.workloads = this.members.flatMap(workloadOf);
    for (const each of this.members) {
      push(this.byKind, each.groupKind, each);
      const key = this.key(each.groupKind, each.namespace, each.name);
      if (!this.byIdentity.has(key)) this.byIdentity.set(key, each);
    }
    for (const each of this.workloads) {
      this.byIndex.set(each.index, each);
      push(this.byNamespace, each.namespace, each);
      for (const [label, value] of Object.entries(each.podLabels)) push(this.byLabel, this.key(each.namespace, label, textOf(value)), each);
    }
  }

  public ofKind(kind: string): readonly Member[] {
    return this.byKind.get(kind) ?? [];
  }

  public find(kind: string, namespace: string, name: string): Member | undefined {
    return this.byIdentity.get(this.key(kind, namespace, name));
  }

  public workloadsIn(namespace: string): readonly Workload[] {
    return this.byNamespace.get(namespace) ?? [];
  }

  /** The member as a workload; undefined for what makes no pods. */
  public workload(member: Member): Workload | undefined {
    return this.byIndex.get(member.index);
  }

  /** The namespaces that have workloads, in the order of the set. */
  public get namespacesWithWorkloads(): string[] {
    return [...this.byNamespace.keys()];
  }

  /** The workloads of a namespace whose pods the selector matches. */
  public select(namespace: string, selector: Selector): Workload[] {
    const candidates = selector.pair ? this.byLabel.get(this.key(namespace, ...selector.pair)) ?? [] : this.workloadsIn(namespace);
    return candidates.filter(each => selector.matches(each.podLabels));
  }

  private key(...parts: string[]): string {
    return parts.join('\n');
  }
}

/** `Deployment shop/cart`. */
export function describeMember(each: Member): string {
  return describeIdentity(each.identity);
}

function memberOf(judged: JudgedObject, index: number): Member {
  const { object, construct, file, locate } = judged;
  const identity = identityOf(object);
  return {
    object,
    construct,
    file,
    locate,
    index,
    identity,
    groupKind: groupKind(object.apiVersion, object.kind),
    namespace: identity.namespace ?? '',
    name: identity.name,
    labels: recordOf(recordOf(object.metadata).labels),
    spec: recordOf(object.spec),
  };
}

function workloadOf(each: Member): Workload[] {
  const template = podTemplateOf(each.object);
  return template ? [{ ...each, template, podLabels: recordOf(template.metadata.labels), containers: containersOf(template) }] : [];
}
