import { IConstruct } from 'constructs';
import { AppError } from './app-error';
import { Control } from '../controls/control';
import { ownControls } from '../controls/own-control';

/** What a control is about. */
export enum OwnControlSubject {
  /** Each container, init and ephemeral ones too. */
  CONTAINER = 'container',
  /** Each pod template, of whatever kind. */
  POD = 'pod',
  /** Each object, or each of some kinds. */
  OBJECT = 'object',
}

/** How much is lost where a control fails. */
export enum OwnControlSeverity {
  CRITICAL = 'critical',
  HIGH = 'high',
  MEDIUM = 'medium',
  LOW = 'low',
}

/**
 * A control of your own, judged beside those of the catalogue under the profiles `hardened` and `platform-assigned`. It can be waived like any other.
 * What needs functions (a whole set, words of its own) is written with `cdk8s-hardened/controls`, and given to `cdk8s-hardened check --controls`.
 */
export interface OwnControl {
  /** A prefix of your own and a name, in small letters, digits and hyphens: `acme/cost-centre`. It can never be the id of a control of this library. */
  readonly id: string;
  /** What holds where the control passes. */
  readonly title: string;
  /** The attack or the accident that it stops. */
  readonly why: string;
  /** What to write. */
  readonly fix: string;
  readonly severity: OwnControlSeverity;
  readonly subject: OwnControlSubject;
  /**
   * CEL expression, true where the subject passes. It reads `object` and `settings`; for pods `pod` (with `metadata` and `spec`) too; for containers
   * `container` and `containerType` too. It may call what Kubernetes 1.28 has: has, all, exists, exists_one, filter, map, size, matches, startsWith,
   * endsWith, contains, int, string, type.
   */
  readonly cel: string;
  /**
   * CEL expression, true where the control does not apply to the subject.
   * @default - it always applies
   */
  readonly unless?: string;
  /**
   * Kinds that a control of objects judges, each with its group: `apps/Deployment`, `Service`.
   * @default - all kinds
   */
  readonly kinds?: string[];
  /**
   * Field that findings point at, from the container, the pod's spec or the object: `securityContext.privileged`.
   * @default - the subject as a whole
   */
  readonly at?: string;
}

const DECLARED = new WeakMap<IConstruct, readonly Control[]>();

/** Keeps the controls that an app brings. Throws an AppError that says what is wrong with them. */
export function declareControls(root: IConstruct, controls: readonly OwnControl[]): void {
  try {
    DECLARED.set(root, ownControls(controls));
  } catch (error) {
    throw new AppError((error as Error).message.split('\n').map(line => `controls: ${line}`).join('\n'));
  }
}

/** The controls that the app of a construct brings. */
export function declaredControls(scope: IConstruct): readonly Control[] {
  return DECLARED.get(scope.node.root) ?? [];
}
