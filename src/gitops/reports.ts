import * as fs from 'fs';
import * as path from 'path';
import { TreeFile } from './tree';
import { writeTree, WriteResult } from './write';
import { WRITTEN_LIST } from './written';

/**
 * Where the reports of a tree stand: `<out>.reports`, or `<out>.reports/<target>` for one of several targets. Beside the tree and never in it, since a
 * delivery tool would apply, or stumble over, whatever it finds there.
 */
export function reportsFolder(outdir: string, target?: string): string {
  return path.join(`${path.resolve(outdir)}.reports`, ...target === undefined ? [] : [checkedTarget(target)]);
}

/** Where the tree of a target stands: `<out>/<target>`, or `<out>` where there is but one. */
export function treeFolder(outdir: string, target?: string): string {
  return path.join(path.resolve(outdir), ...target === undefined ? [] : [checkedTarget(target)]);
}

/** Writes `posture.json`, `waivers.yaml`, `vault/…` beside the tree, with the promises of `writeTree`. */
export function writeReports(outdir: string, target: string | undefined, files: readonly TreeFile[]): WriteResult {
  return writeTree(reportsFolder(outdir, target), files);
}

/** Folders in `<out>` that hold a tree of ours and belong to none of these targets, sorted. */
export function formerTargets(outdir: string, targets: readonly string[]): string[] {
  const root = path.resolve(outdir);
  if (!fs.existsSync(root)) return [];
  return fs.readdirSync(root).filter(name => !targets.includes(name) && fs.existsSync(path.join(root, name, WRITTEN_LIST))).sort();
}

function checkedTarget(target: string): string {
  if (!/^[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?$/.test(target)) {
    throw new Error(`The target ${JSON.stringify(target)} cannot be the name of a folder. Write letters, digits, '-', '_' and '.', such as 'prod-eu'.`);
  }
  return target;
}
