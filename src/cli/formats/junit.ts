import { ObjectIdentity } from '../../manifest/object';
import { CheckResult, counts } from '../result';
import { escaped, placeText } from '../text';

interface Case {
  readonly file: string;
  readonly className: string;
  readonly name: string;
  outcome: 'failure' | 'error' | 'skipped';
  message: string;
  readonly type: string;
  readonly texts: string[];
}

/**
 * JUnit XML: a suite per file, a case per object and control that is not passed, and one that says that the rest is. GitLab tells cases apart by class
 * and name, Jenkins takes what stands before the last dot of a class for its package.
 */
export function* junit({ tool, report, problems, failOn }: CheckResult): Generator<string> {
  const suites = new Map<string, Map<string, Case>>();
  const add = (found: Case): void => {
    const suite = suites.get(found.file) ?? suites.set(found.file, new Map()).get(found.file)!;
    const key = JSON.stringify([found.className, found.name, found.outcome]);
    const same = suite.get(key);
    if (same) same.texts.push(...found.texts);
    else suite.set(key, found);
  };
  for (const { file, ...problem } of problems) {
    add({ file, className: 'input', name: file, outcome: 'error', type: 'unreadable', message: problem.says, texts: [`${placeText({ file, ...problem })}: ${problem.says}`] });
  }
  for (const { control, severity, outcome, object, container, source = { file: '' }, message, fix } of report.findings) {
    const isCounted = outcome === 'fail' && counts(severity, failOn);
    add({
      file: source.file, className: classOf(object), name: nameOf(control, container), outcome: isCounted ? 'failure' : 'skipped', type: severity,
      message: isCounted ? message : outcome === 'warn' ? `${severity}, newer than the profile: ${message}` : `${severity}, below --fail-on ${failOn}: ${message}`, texts: [`${placeText(source)}: ${message}\n${fix}`],
    });
  }
  for (const { control, object, container, source = { file: '' }, reason } of report.errors) {
    add({ file: source.file, className: classOf(object), name: nameOf(control, container), outcome: 'error', type: 'not-evaluated', message: reason, texts: [`${placeText(source)}: ${reason}`] });
  }
  for (const { control, object, container, source = { file: '' }, reason, owner, expires } of report.waived) {
    add({
      file: source.file, className: classOf(object), name: nameOf(control, container), outcome: 'skipped', type: 'waived',
      message: `waived until ${expires} by ${owner}: ${reason}`, texts: [],
    });
  }
  const all = [...suites.values()].flatMap(suite => [...suite.values()]);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${escaped(tool.name)}" ${totals(all, 1)}>\n`;
  yield `  <testsuite name="${escaped(`profile ${report.profile}`)}" ${totals([], 1)}>\n    <testcase classname="${escaped(tool.name)}" name="${
    report.summary.evaluations} evaluations of ${report.summary.controls} controls on ${report.summary.objects} objects"/>\n  </testsuite>\n`;
  for (const [file, suite] of suites) {
    yield `  <testsuite name="${escaped(file)}" ${totals([...suite.values()], 0)}>\n`;
    for (const { className, name, outcome, message, type, texts } of suite.values()) {
      yield `    <testcase classname="${escaped(className)}" name="${escaped(name)}" file="${escaped(file)}">\n`;
      if (outcome === 'skipped') yield `      <skipped message="${escaped(message)}"/>\n`;
      else yield `      <${outcome} type="${escaped(type)}" message="${escaped(message)}">${texts.map(text => text.split('\n').map(escaped).join('\n')).join('\n')}</${outcome}>\n`;
      yield '    </testcase>\n';
    }
    yield '  </testsuite>\n';
  }
  yield '</testsuites>\n';
}

function totals(cases: readonly Case[], passed: number): string {
  const of = (outcome: Case['outcome']): number => cases.filter(each => each.outcome === outcome).length;
  return `tests="${cases.length + passed}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}

function classOf({ kind, namespace, name }: ObjectIdentity): string {
  return [...(namespace ? [namespace] : []), kind, name].map(part => part.replaceAll('.', '_')).join('.');
}

function nameOf(control: string, container?: string): string {
  return container === undefined ? control : `${control} (${container})`;
}
