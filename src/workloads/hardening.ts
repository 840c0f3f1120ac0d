import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { HardenedWorkload } from './hardened-workload';
import { HardeningEdit } from './hardening-edit';
import { hardenObject } from './hardening-pod';
import { HardenedObject, HardeningReport } from './hardening-report';
import { describeIdentity, identityOf, isManifestObject, ManifestObject } from '../manifest/object';
import { carriesPodTemplate } from '../manifest/pod-template';
import { Platform } from '../platform/platform';

/** Settings of `Hardening.apply`. */
export interface HardeningOptions {
  /**
   * Fields that are not touched, nor anything in them, by their names: `runAsUser`, `resources`. The gate then judges them.
   * @default - none
   */
  readonly leave?: string[];
}

/**
 * Brings the hardening of our own pods to workloads that others made: cdk8s-plus, `Include`, `Helm`. It works field by field on the
 * finished objects, JSON patches included, and leaves what is as strict already. Acts once, on the tree as it stands.
 */
export class Hardening {
  /** Hardens every workload at and below `scope`. Our own constructs are left as they are: what they say is said on purpose. */
  public static apply(scope: IConstruct, options: HardeningOptions = {}): HardeningReport {
    const hardening = new Hardening(options);
    for (const node of scope.node.findAll()) if (hardening.supports(node)) hardening.applyTo(node);
    return hardening.report;
  }

  private readonly leave: ReadonlySet<string>;
  private readonly objects: (() => HardenedObject)[] = [];

  /** As a mixin: `construct.with(new Hardening())` where constructs is 10.5 or newer. */
  constructor(options: HardeningOptions = {}) {
    this.leave = new Set(options.leave ?? []);
  }

  /** What was changed so far, and what could not be. */
  public get report(): HardeningReport {
    return HardeningReport._of(this.objects);
  }

  /** An object with a pod template that none of our own workloads writes. */
  public supports(construct: IConstruct): boolean {
    return ApiObject.isApiObject(construct)
      && carriesPodTemplate({ apiVersion: construct.apiVersion, kind: construct.kind })
      && !construct.node.scopes.some(scope => scope instanceof HardenedWorkload);
  }

  /** Hardens one object. cdk8s-plus rebuilds its objects from the fields it knows when patches are applied: only the finished JSON keeps all. */
  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) return;
    const object = construct as ApiObject;
    const original = object.toJson.bind(object);
    const harden = (): { readonly json: ManifestObject; readonly edit: HardeningEdit } => {
      const json = structuredClone(original()) as ManifestObject;
      const { path } = object.node;
      const edit = new HardeningEdit({ construct: path, object: isManifestObject(json) ? describeIdentity(identityOf(json)) : path }, this.leave);
      hardenObject(edit, json, Platform.of(object));
      return { json, edit };
    };
    object.toJson = () => harden().json;
    this.objects.push(() => harden().edit);
  }
}
