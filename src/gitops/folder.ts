import * as fs from 'fs';
import * as path from 'path';
import { hashOf } from './written';

const TEMPORARY = /^\.cdk8s-hardened-[0-9a-f]{16}\.tmp$/;

/**
 * A folder that is written into and never left: no symbolic link below its root is followed, whoever put it there. Every path is relative, with '/'.
 */
export class Folder {
  readonly root: string;

  constructor(outdir: string) {
    this.root = path.resolve(outdir);
  }

  /** What stands at the path itself; a link is a link, whatever it points to. */
  kindOf(file: string): 'file' | 'folder' | 'link' | 'other' | 'nothing' {
    const stats = this.io(file, () => fs.lstatSync(this.at(file), { throwIfNoEntry: false }));
    if (stats === undefined) return 'nothing';
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : 'other';
  }

  /** Throws unless everything above the path is a real folder or still missing. */
  refuseDetours(file: string): void {
    if (!fs.existsSync(this.root)) return;
    if (!fs.statSync(this.root).isDirectory()) throw new Error(`Cannot write into '${this.root}': it is a file. Remove it, or choose another output folder.`);
    for (const parent of parentsOf(file)) {
      const kind = this.kindOf(parent);
      if (kind === 'link') {
        throw new Error(`Cannot write '${this.at(file)}': '${this.at(parent)}' is a symbolic link, which may lead out of the tree. Replace it by a folder.`);
      }
      if (kind !== 'folder' && kind !== 'nothing') {
        throw new Error(`Cannot write '${this.at(file)}': '${this.at(parent)}' is no folder. Move it away, or choose another output folder.`);
      }
    }
  }

  read(file: string): Buffer {
    return this.io(file, () => fs.readFileSync(this.at(file)));
  }

  /**
   * Whole or not at all: written beside its place, then renamed. No fsync: after a power cut a file may be empty, but the next run compares
   * contents and writes it again, and 6,000 fsyncs would cost more than the synthesis.
   */
  write(file: string, content: string): void {
    const target = this.at(file);
    const temporary = path.join(path.dirname(target), `.cdk8s-hardened-${hashOf(path.basename(file)).slice(0, 16)}.tmp`);
    this.io(file, () => {
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.rmSync(temporary, { force: true });
      // 'wx' follows no link: one that was laid at the temporary name would lead the write elsewhere.
      fs.writeFileSync(temporary, content, { flag: 'wx' });
      fs.renameSync(temporary, target);
    });
  }

  remove(file: string): void {
    this.io(file, () => fs.rmSync(this.at(file), { force: true }));
  }

  /** Removes the folders above the path that are empty now, never the root. */
  removeEmptyParents(file: string): void {
    for (const parent of parentsOf(file).reverse()) {
      if (this.kindOf(parent) !== 'folder' || this.list(parent).length > 0) return;
      this.io(parent, () => fs.rmdirSync(this.at(parent)));
    }
  }

  /** The names in a folder, sorted; none where it does not exist. '' is the root. */
  list(folder: string): string[] {
    return this.io(folder, () => fs.existsSync(this.at(folder)) ? fs.readdirSync(this.at(folder)).sort() : []);
  }

  /** Removes what an interrupted run left beside the files of this folder. */
  sweep(folder: string): void {
    for (const name of this.list(folder)) {
      if (TEMPORARY.test(name)) this.remove(folder === '' ? name : `${folder}/${name}`);
    }
  }

  private at(file: string): string {
    return path.join(this.root, ...file.split('/'));
  }

  private io<T>(file: string, action: () => T): T {
    try {
      return action();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new Error(`Cannot write '${this.at(file)}': ${REASONS[code ?? ''] ?? message}.`, { cause: error });
    }
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied; make the output folder writable, or choose another one',
  EPERM: 'not permitted; make the output folder writable, or choose another one',
  EROFS: 'the file system is read-only; choose another output folder',
  ENOSPC: 'no space is left on the device',
  ENOTDIR: 'something above it is a file, no folder; move it away, or choose another output folder',
  EISDIR: 'a folder stands there; move it away',
  ENAMETOOLONG: 'the path is too long for the file system',
};

/** `a/b/c` -> `a`, `a/b`. */
export function parentsOf(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
