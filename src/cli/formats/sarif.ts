import { createHash } from 'node:crypto';
import { Control, Severity } from '../../controls/control';
import { SourcePlace } from '../../controls/manifest-set';
import { describeIdentity, identityKey, ObjectIdentity } from '../../manifest/object';
import { CheckResult, controlOf } from '../result';

const LEVELS: Record<Severity, string> = { critical: 'error', high: 'error', medium: 'warning', low: 'note' };
/** The score by which code scanning sorts: above 9 is critical, above 7 high, from 4 medium. */
const SCORES: Record<Severity, string> = { critical: '9.5', high: '8.0', medium: '5.5', low: '3.0' };

/** SARIF 2.1.0, as GitHub code scanning and others read it. */
export function* sarif(result: CheckResult): Generator<string> {
  const { tool, report, problems } = result;
  const ids = [...new Set([...report.findings, ...report.waived].map(({ control }) => control))].sort();
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  yield '{\n  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n  "version": "2.1.0",\n  "runs": [{\n';
  yield `    "tool": ${JSON.stringify({ driver: { name: tool.name, semanticVersion: tool.version, rules: ids.map(id => rule(controlOf(result, id))) } })},\n`;
  yield `    "columnKind": "utf16CodeUnits",\n    "properties": ${JSON.stringify({ profile: report.profile })},\n`;
  yield `    "invocations": [${JSON.stringify({
    executionSuccessful: problems.length === 0,
    toolExecutionNotifications: [
      ...problems.map(problem => ({ level: 'error', message: { text: problem.says }, locations: [location(problem)] })),
      ...report.errors.map(({ control, object, reason, source }) => (
        { level: 'error', message: { text: `${describeIdentity(object)}: ${control}: ${reason}` }, locations: [location(source, object)] })),
    ],
  })}],\n    "results": [`;
  let first = true;
  const separate = (): string => `${first ? (first = false, '') : ','}\n      `;
  for (const { control, severity, outcome, message, fix, object, source, container, pointer } of report.findings) {
    yield separate() + JSON.stringify({
      ruleId: control,
      ruleIndex: indexOf.get(control),
      // A note fails no check of a pull request.
      level: outcome === 'warn' ? 'note' : LEVELS[severity],
      message: { text: `${describeIdentity(object)}: ${message}. ${fix}` },
      locations: [location(source, object)],
      partialFingerprints: fingerprint(control, object, container, pointer),
    });
  }
  for (const { control, message, object, source, container, reason, owner, expires } of report.waived) {
    yield separate() + JSON.stringify({
      ruleId: control,
      ruleIndex: indexOf.get(control),
      level: LEVELS[controlOf(result, control).severity],
      message: { text: `${describeIdentity(object)}: ${message}` },
      locations: [location(source, object)],
      partialFingerprints: fingerprint(control, object, container, ''),
      suppressions: [{ kind: 'external', status: 'accepted', justification: `${reason} (${owner}, until ${expires})` }],
    });
  }
  yield `${first ? '' : '\n    '}]\n  }]\n}\n`;
}

function rule({ id, title, why, fix, severity, standards, alsoKnownAs }: Control): object {
  const books = Object.entries({ ...standards, ...alsoKnownAs }).map(([book, ids]) => `${book}: ${[ids].flat().join(', ')}`);
  return {
    id,
    name: id.replace(/(^|[-/])([a-z])/g, (_, __, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: {
      text: `${why}\n${fix}\n${books.join('\n')}`,
      markdown: `${why}\n\n**What to write.** ${fix}\n${books.length > 0 ? `\n${books.map(book => `- ${book}`).join('\n')}\n` : ''}`,
    },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { 'tags': ['security', 'kubernetes', ...Object.keys(standards)], 'precision': 'high', 'security-severity': SCORES[severity] },
  };
}

function location(source: SourcePlace | undefined, object?: ObjectIdentity): object {
  const { file, line, column } = source ?? { file: '' };
  return {
    physicalLocation: {
      // The file's own path, relative: code scanning takes it as one within the repository.
      artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
      ...(line === undefined ? {} : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } }),
    },
    ...(object ? { logicalLocations: [{ fullyQualifiedName: identityKey(object), kind: 'resource' }] } : {}),
  };
}

/** The same for the same fault on the same object, wherever in the file it has moved to. */
function fingerprint(control: string, object: ObjectIdentity, container = '', pointer: string): object {
  return { 'controlObject/v1': createHash('sha256').update(JSON.stringify([control, identityKey(object), container, pointer])).digest('hex').slice(0, 32) };
}
