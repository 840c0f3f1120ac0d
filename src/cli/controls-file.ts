import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { ConfigFile } from './config-file';
import { describeProblem, Problem, UsageError, whyUnreadable } from './problem';
import { Control } from '../controls/control';
import { describeOwnProblem, duplicateIds, ownControl, OwnControlProblem, ownControlProblems, OwnControlProps } from '../controls/own-control';
import { isRecord } from '../manifest/object';

const EXAMPLE = "- { id: acme/cost-centre, title: …, why: …, fix: …, severity: low, subject: object, cel: has(object.metadata.labels) && 'cost-centre' in object.metadata.labels }";

/** A user's own controls: a list in YAML or JSON, or a JavaScript module that exports one. Throws a UsageError with everything that is wrong, and where. */
export function readControls(file: string): Control[] {
  switch (extname(file).toLowerCase()) {
    case '.yaml': case '.yml': case '.json': return fromData(file);
    case '.js': case '.cjs': return fromModule(file);
    default: throw new UsageError(`--controls ${file}: is no file of controls. Write a list in YAML or JSON, or a .js or .cjs module that exports one; compile TypeScript first.`);
  }
}

function fromData(file: string): Control[] {
  const config = new ConfigFile(file);
  if (config.unreadable.length > 0) refuse(config.unreadable);
  return checked(config.value, (path, says) => config.problem(path, says));
}

/** The module runs: it is code of whoever calls the command. */
function fromModule(file: string): Control[] {
  const path = resolve(file);
  if (!existsSync(path)) refuse([{ file, says: whyUnreadable({ code: 'ENOENT' }) }]);
  let exported: unknown;
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    exported = require(path) as unknown;
  } catch (error) {
    refuse([thrownProblem(file, path, error)]);
  }
  return checked(isRecord(exported) && 'default' in exported ? exported.default : exported, (_, says) => ({ file, says }));
}

/** Where in the module an error was thrown: the first line of its own in the stack, or the head of a syntax error. */
function thrownProblem(file: string, path: string, error: unknown): Problem {
  const { message = String(error), stack = '' } = error instanceof Error ? error : {};
  const [, line, column] = stack.split('\n').map(each => new RegExp(`${escapeRegExp(path)}:(\\d+)(?::(\\d+))?`).exec(each)).find(Boolean) ?? [];
  return { file, ...(line ? { line: Number(line) } : {}), ...(column ? { column: Number(column) } : {}), says: message.split('\nRequire stack:')[0] };
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function checked(value: unknown, problem: (path: readonly (string | number)[], says: string) => Problem): Control[] {
  if (!Array.isArray(value) || value.length === 0) refuse([problem([], `must be a list of controls, such as ${EXAMPLE}`)]);
  const list = value as unknown[];
  const ids = list.map(each => isRecord(each) ? each.id : undefined);
  const wrong: Problem[] = list.flatMap((each, index) => ownControlProblems(each).map((found: OwnControlProblem) => (
    problem([index, ...found.path], describeOwnProblem(isRecord(each) ? each : undefined, found)))));
  const twins = duplicateIds(ids).filter(index => typeof ids[index] === 'string')
    .map(index => problem([index, 'id'], `control '${String(ids[index])}': another control has this id. Give each its own.`));
  if (wrong.length + twins.length > 0) refuse([...wrong, ...twins]);
  return (list as OwnControlProps[]).map(ownControl);
}

function refuse(problems: readonly Problem[]): never {
  throw new UsageError(problems.map(describeProblem).join('\n'));
}
