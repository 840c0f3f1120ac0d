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

/** What was asked for cannot be done: printed as it stands, exit code 2. */
export class UsageError extends Error {}
