import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { immutableChanges } from '../controls/immutable-fields';
import { JudgedObject } from '../controls/manifest-set';
import { parseWritten, WRITTEN_LIST } from '../gitops/written';
import { parseManifests } from '../manifest/yaml';

/**
 * What the API server would refuse, were the tree that lies in `folder` live. Only files that this library wrote are read;
 * one that someone has since made unreadable is left to the writer, which names it.
 */
export function liveChanges(folder: string, objects: readonly JudgedObject[]): string[] {
  const list = join(folder, WRITTEN_LIST);
  if (!existsSync(list)) return [];
  const owned = [...parseWritten(readFileSync(list, 'utf8'), list).keys()].filter(path => existsSync(join(folder, path)));
  const before = owned.flatMap(path => {
    try {
      return parseManifests(readFileSync(join(folder, path), 'utf8'), path);
    } catch {
      return [];
    }
  });
  return immutableChanges(before, objects.map(({ object }) => object)).map(({ object, message }) => {
    const construct = objects.find(entry => entry.object === object)?.construct;
    return `${construct}: ${message} ${object.kind === 'Job' ? JOB_WAYS_OUT : WAYS_OUT}`;
  });
}

const WAYS_OUT = 'Two ways out: restore the old value (`adopt: { name, matchLabels }` keeps a live identity), '
  + 'or give the object another name, so that the old one is removed and the new one made.';
const JOB_WAYS_OUT = 'Two ways out: give the Job another name, such as one with its version in it; '
  + 'or delete the finished Job, with its file in the tree, before the new one is applied (platform.delivery ARGO_CD and FLUX replace Jobs by themselves).';
