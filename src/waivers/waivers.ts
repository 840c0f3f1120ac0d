import { IConstruct } from 'constructs';
import { validateWaiver, Waiver } from '../posture/waivers';

/** Who signs for something weaker, and until when. */
export interface WaiverProps {
  /** Why it is needed: read by whoever reviews the tree. */
  readonly reason: string;
  /** Team or person who answers for it. */
  readonly owner: string;
  /** Last day on which it holds, `YYYY-MM-DD`. After it, synth fails. */
  readonly expires: string;
  /**
   * Ticket in which it was decided.
   * @default - none; `platform.waivers` may demand one
   */
  readonly ticket?: string;
  /**
   * Name of the one container that it is for.
   * @default - the whole of each object
   */
  readonly container?: string;
}

/** A waiver and the construct for whose subtree it holds. */
export interface ConstructWaiver extends Omit<Waiver, 'objects' | 'construct'> {
  readonly construct: IConstruct;
  /** It is no fault where nothing uses it. Left out: it is. */
  readonly ifNeeded?: boolean;
}

const WAIVERS = new WeakMap<IConstruct, ConstructWaiver[]>();

/** Signatures under what is weaker than the catalogue of controls asks for. */
export class Waivers {
  /**
   * Waives a control for every object below `scope`, on any construct: ours, cdk8s-plus', an Include or a chart. A control that does not
   * exist or cannot be waived, a missing field and a date that is none are errors here, at the line that wrote them.
   */
  public static add(scope: IConstruct, control: string, waiver: WaiverProps): void {
    Waivers._sign(scope, control, waiver, false);
  }

  /** `ifNeeded`: it may be that nothing uses it, as where a namespace has no workloads yet. @internal */
  public static _sign(scope: IConstruct, control: string, waiver: WaiverProps, ifNeeded: boolean): void {
    const { reason, owner, expires, ticket, container } = waiver;
    const complete = { control, reason, owner, expires, ...(ticket !== undefined && { ticket }), ...(container !== undefined && { container }) };
    const where = scope.node.path || '(app)';
    const there = WAIVERS.get(scope) ?? [];
    const twice = there.some(other => other.control === control && other.container === container);
    const problems = [...validateWaiver(complete), ...(twice ? [`waives '${control}' twice. Keep one.`] : [])];
    if (problems.length > 0) throw new Error(problems.map(problem => `${where}: ${problem}`).join('\n'));
    WAIVERS.set(scope, [...there, { construct: scope, ...(ifNeeded && { ifNeeded }), ...complete }]);
  }

  private constructor() {}
}

/** Every waiver of a tree: by construct in the order of the tree, then by control. */
export function waiversOf(root: IConstruct): ConstructWaiver[] {
  return root.node.findAll().flatMap(construct => [...WAIVERS.get(construct) ?? []].sort((a, b) => a.control < b.control ? -1 : a.control > b.control ? 1 : 0));
}
