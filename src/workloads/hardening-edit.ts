import { HardenedObject, HardeningChange, HardeningGap } from './hardening-report';
import { sameJson } from './volumes';
import { isRecord, Json, JsonObject } from '../manifest/object';
import { pathOf, pointer } from '../manifest/pointer';

/** Sets fields of one object and keeps a record. The object is the editor's own copy. */
export class HardeningEdit implements HardenedObject {
  public readonly changes: HardeningChange[] = [];
  public readonly gaps: HardeningGap[] = [];

  public constructor(private readonly origin: { readonly construct: string; readonly object: string }, private readonly leave: ReadonlySet<string>) {}

  /** Sets `field` of `target`, which stands at `at`. Not where it is so already, nor where the field, or one around it, is to be left. */
  public set(target: JsonObject, at: string, field: string, to: Json): void {
    const from = target[field];
    const path = `${at}${pointer(field)}`;
    if (pathOf(path).some(step => this.leave.has(step)) || (from !== undefined && sameJson(from, to))) return;
    target[field] = to;
    this.changes.push({ ...this.origin, pointer: path, from: from === undefined ? 'unset' : JSON.stringify(from), to: JSON.stringify(to) });
  }

  /** The object at `field`, made where there is none, so that fields can be set in it. Changes are recorded for those fields alone. */
  public child(target: JsonObject, field: string): JsonObject {
    const there = target[field];
    if (isRecord(there)) return there as JsonObject;
    const made: JsonObject = {};
    target[field] = made;
    return made;
  }

  public append(target: JsonObject, at: string, field: string, item: JsonObject): void {
    const list = Array.isArray(target[field]) ? target[field] : [];
    target[field] = [...list, item];
    this.changes.push({ ...this.origin, pointer: `${at}${pointer(field, list.length)}`, from: 'unset', to: JSON.stringify(item) });
  }

  public gap(at: string, problem: string): void {
    this.gaps.push({ ...this.origin, pointer: at, problem });
  }
}

/** The objects of a list; anything else in it is left to the schema. */
export function records(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isRecord) as JsonObject[] : [];
}
