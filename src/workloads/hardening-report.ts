/** A field that hardening set. */
export interface HardeningChange {
  /** Path of the construct that writes the object. */
  readonly construct: string;
  /** `Deployment shop/cart`. */
  readonly object: string;
  /** JSON pointer of the field: `/spec/template/spec/enableServiceLinks`. */
  readonly pointer: string;
  /** What stood there, as JSON; `unset` where nothing did. */
  readonly from: string;
  /** What stands there now, as JSON. */
  readonly to: string;
}

/** Something weak that hardening left, since only a person can decide about it. */
export interface HardeningGap {
  /** Path of the construct that writes the object. */
  readonly construct: string;
  /** `Deployment shop/cart`. */
  readonly object: string;
  /** JSON pointer of the field. */
  readonly pointer: string;
  /** What is wrong, and what to do. */
  readonly problem: string;
}

/** What hardening did with one object. */
export interface HardenedObject {
  readonly changes: readonly HardeningChange[];
  readonly gaps: readonly HardeningGap[];
}

/** What `Hardening.apply` changed and what it could not. Read from the objects as they stand when it is asked. */
export class HardeningReport {
  /** @internal */
  public static _of(objects: readonly (() => HardenedObject)[]): HardeningReport {
    return new HardeningReport(objects);
  }

  private constructor(private readonly objects: readonly (() => HardenedObject)[]) {}

  /** Every field that was set. */
  public get changes(): HardeningChange[] {
    return this.objects.flatMap(read => read().changes);
  }

  /** Everything weak that was left. */
  public get gaps(): HardeningGap[] {
    return this.objects.flatMap(read => read().gaps);
  }

  /** As text, for a terminal. */
  public toString(): string {
    const { changes, gaps } = this;
    const lines = [
      `Hardening: ${changes.length} fields set in ${new Set(changes.map(({ object }) => object)).size} objects, ${gaps.length} left to decide.`,
      ...grouped(changes, ({ pointer, from, to }) => `  ${pointer}: ${from} -> ${to}`),
      ...(gaps.length > 0 ? ['Left to decide:', ...grouped(gaps, ({ pointer, problem }) => `  ${pointer}: ${problem}`)] : []),
    ];
    return `${lines.join('\n')}\n`;
  }
}

function grouped<T extends { readonly object: string; readonly construct: string }>(entries: readonly T[], line: (entry: T) => string): string[] {
  let last: string | undefined;
  return entries.flatMap(entry => {
    const heading = `${entry.object} (${entry.construct})`;
    const first = heading !== last;
    last = heading;
    return [...(first ? [heading] : []), line(entry)];
  });
}
