import { dirname, join } from 'node:path';

// Compiled, and as a source map shows it.
const LIBRARY = ['lib', 'src'].map(folder => join(dirname(dirname(__dirname)), folder));

/** What the writer refuses is an error in the user's app too. */
export function asAppError<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new AppError((error as Error).message);
  }
}

/** An error in the user's app. Of the stack only the line of the app that asked for the judgement is kept: all below it is ours, and no help. */
export class AppError extends Error {
  constructor(message: string) {
    super(message);
    const frames = (this.stack ?? '').split('\n').filter(line => /^\s+at /.test(line));
    const caller = frames.find(line => !LIBRARY.some(folder => line.includes(folder)) && !line.includes('node:') && !line.includes('(<anonymous>)'));
    this.stack = [message, ...(caller ? [caller] : [])].join('\n');
  }
}
