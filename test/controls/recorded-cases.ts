import { appendFileSync } from 'fs';
import { join } from 'path';
import { JudgementSettings } from '../../src/controls/settings';
import { ManifestObject } from '../../src/manifest/object';

/** A set that a test of an area lets a control judge. */
export interface RecordedCase {
  readonly control: string;
  readonly settings: JudgementSettings;
  readonly objects: readonly ManifestObject[];
  /** For controls that compare: the earlier tree, or the trees that own a cluster. */
  readonly against?: readonly ManifestObject[];
}

/** Keeps the case in the folder that `RECORD_CASES` names, for conformance/corpora to judge and to mutate: what the tests run, not what their text says. */
export function recordCase(control: string, objects: readonly ManifestObject[], settings: JudgementSettings, against?: readonly ManifestObject[]): void {
  const folder = process.env.RECORD_CASES;
  if (folder === undefined) return;
  const recorded: RecordedCase = { control, settings, objects, ...(against ? { against } : {}) };
  appendFileSync(join(folder, `${process.env.JEST_WORKER_ID ?? '0'}.jsonl`), `${JSON.stringify(recorded)}\n`);
}
