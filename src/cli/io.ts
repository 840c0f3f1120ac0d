import { closeSync, fstatSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './problem';

/** The streams and the surroundings of a run: tests bring their own. */
export interface Surroundings {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly isInputTerminal: boolean;
  readonly isOutputTerminal: boolean;
  readonly isErrorTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** YYYY-MM-DD, for the expiry of waivers; the clock's where it is left out. */
  readonly today?: string;
}

const PIECE = 65_536;
const HINTS: Readonly<Record<string, string>> = { ENOENT: 'Make its folder first.', EISDIR: 'It is a folder: name a file in it.' };
const FULL_PIPE_MS = 1;

/** Pieces of text in writes of some size: one system call per finding would take longer than the check. */
export function writePieces(pieces: Iterable<string>, write: (text: string) => void): void {
  let waiting: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    waiting.push(piece);
    length += piece.length;
    if (length < PIECE) continue;
    write(waiting.join(''));
    [waiting, length] = [[], 0];
  }
  if (length > 0) write(waiting.join(''));
}

/** Returns when all is written, however slow the reader: the stream of the process would hold what a pipe does not take yet, gigabytes if need be. */
export function writeText(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(descriptor, bytes, done);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      // The pipe is full, and set not to wait: by whoever holds its other end, or shares this one.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_MS);
    }
  }
}

/** Whole or not at all: written beside its place, then renamed. What is no regular file (a pipe, /dev/stdout) is written as it is. */
export function writeFileWhole(file: string, pieces: Iterable<string>): void {
  let temporary: string | undefined;
  try {
    const existing = statSync(file, { throwIfNoEntry: false });
    if (existing && !existing.isFile()) {
      writeAll(file, 'w', pieces);
      return;
    }
    // A link stays one.
    const target = existing ? realpathSync(file) : file;
    temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
    writeAll(temporary, 'wx', pieces);
    renameSync(temporary, target);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(`--output ${file}: cannot be written (${code}). ${HINTS[code] ?? message}`);
  }
}

function writeAll(file: string, flags: string, pieces: Iterable<string>): void {
  const descriptor = openSync(file, flags);
  try {
    if (fstatSync(descriptor).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    writePieces(pieces, text => writeText(descriptor, text));
  } finally {
    closeSync(descriptor);
  }
}
