import { basename, relative } from 'node:path';
import { asAppError } from './app-error';
import { describePlatform } from './describe-platform';
import { Judgement } from './judge';
import { reportsFolder, treeFolder, writeReports } from '../gitops/reports';
import { renderTree, TreeFile } from '../gitops/tree';
import { writeTree, WriteResult } from '../gitops/write';
import { toYaml } from '../manifest/yaml';
import { PostureReport } from '../posture/report';
import { requirementsOf } from '../posture/requires';
import { tool } from '../posture/tool';

/**
 * Writes the trees of clean judgements, and their reports beside them; says on standard error what was written, unless `quiet`. Every tree is laid out
 * before the first is written: where one cannot be, none is.
 */
export function writeJudgements(judgements: readonly Judgement[], outdir: string, quiet: boolean): void {
  const trees = judgements.map(judgement => asAppError(() => renderTree(judgement.objects)));
  judgements.forEach((judgement, index) => writeJudgement(judgement, trees[index], outdir, quiet));
}

function writeJudgement(judgement: Judgement, files: readonly TreeFile[], outdir: string, quiet: boolean): void {
  const folder = treeFolder(outdir, judgement.target);
  const result = asAppError(() => writeTree(folder, files));
  asAppError(() => writeReports(outdir, judgement.target, reportFiles(judgement)));
  const warnings = [
    ...judgement.report.waiverWarnings.map(({ message }) => message),
    ...judgement.stale,
    ...result.overwritten.map(path => `${path} had been edited by hand; it was written anew. Edit the app instead.`),
    ...result.foreign.map(path => `${path} was not written by this app; it was left alone. Delivery tools may apply it all the same.`),
  ];
  if (!quiet) process.stderr.write(summaryText(judgement, shown(folder), shown(reportsFolder(outdir, judgement.target)), result));
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
}

/** The files beside the tree. No clock, no absolute path: the same app gives the same bytes. */
export function reportFiles(judgement: Judgement): TreeFile[] {
  const { unusedWaivers, waiverProblems, waiverWarnings, schemaVersion, ...result } = judgement.report;
  const posture = {
    schemaVersion,
    tool: tool(),
    ...result,
    reachability: judgement.edges,
    requires: requirementsOf(judgement.objects.map(({ object }) => object)),
    assumptions: judgement.assumptions,
    platform: describePlatform(judgement.platform),
  };
  return [
    { path: 'posture.json', content: `${JSON.stringify(posture, undefined, 2)}\n` },
    { path: 'waivers.yaml', content: toYaml(waiverEntries(result)) },
    ...judgement.filesBeside,
  ];
}

function proven({ edges: { declared, implied }, observed }: Judgement): string {
  const except = observed.length === 0 ? '' : `, but to and from what is only observed: ${observed.join(', ')}`;
  return `reachability: ${declared} edges declared, ${implied} implied, and proven on the manifests: nothing else gets through${except}`;
}

function waiverEntries(report: Pick<PostureReport, 'waived'>): unknown[] {
  return report.waived.map(({ control, object, container, reason, owner, expires, ticket }) => ({
    control,
    object: { kind: object.kind, ...(object.namespace ? { namespace: object.namespace } : {}), name: object.name, ...(container ? { container } : {}) },
    reason, owner, expires, ...(ticket ? { ticket } : {}),
  }));
}

function summaryText(judgement: Judgement, folder: string, reports: string, result: WriteResult): string {
  const { report, target, objects, edges } = judgement;
  const changed = [
    `${result.written.length} written`, `${result.unchanged.length} unchanged`, ...(result.removed.length > 0 ? [`${result.removed.length} removed`] : []),
  ].join(', ');
  const { findings, waived, controls, evaluations } = report.summary;
  const found = Object.entries(findings).filter(([, count]) => count > 0).map(([severity, count]) => `${count} ${severity}`).join(', ') || 'no findings';
  return [
    `${target === undefined ? '' : `${target}: `}${objects.length} objects in ${folder}/ (files: ${changed})`,
    `posture '${report.profile}': ${found}, ${waived} waived; ${controls} controls, ${evaluations} evaluations`,
    ...report.waived.map(({ control, object, owner, expires }) => `  waived until ${expires}: ${control} on ${object.kind} ${object.name} (${owner})`),
    ...(edges.declared + edges.implied > 0 ? [proven(judgement)] : []),
    `reports in ${reports}/`,
    '',
  ].join('\n');
}

/** Relative to the working directory: absolute paths differ from machine to machine. */
function shown(folder: string): string {
  return relative(process.cwd(), folder) || basename(folder);
}
