import { placeText, printable } from './text';

/** Something that could not be read as it was meant to be, and where. Any of them makes the exit code 2. */
export interface Problem {
  readonly file: string;
  /** Counted from 1. */
  readonly line?: number;
  readonly column?: number;
  readonly says: string;
}

/** `shop/cart.yaml:3:7: is no YAML: …` */
export function describeProblem(problem: Problem): string {
  return printable(`${placeText(problem)}: ${problem.says}`);
}

const WHY: Readonly<Record<string, string>> = { ENOENT: 'does not exist', EISDIR: 'is a folder', EACCES: 'may not be read by this user', EPERM: 'may not be read by this user' };

/** Why a file could not be read, by the error that reading it threw. */
export function whyUnreadable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return WHY[code ?? ''] ?? `cannot be read (${code ?? message})`;
}

/** What was asked for cannot be done: printed as it stands, exit code 2. */
export class UsageError extends Error {}
