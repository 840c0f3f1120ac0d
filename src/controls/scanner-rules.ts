import { CHECKOV } from './rule-books/checkov';
import { GATEKEEPER } from './rule-books/gatekeeper';
import { KICS } from './rule-books/kics';
import { KUBE_LINTER } from './rule-books/kube-linter';
import { KUBE_SCORE } from './rule-books/kube-score';
import { KUBESCAPE } from './rule-books/kubescape';
import { KUBESEC } from './rule-books/kubesec';
import { KYVERNO } from './rule-books/kyverno';
import { POLARIS } from './rule-books/polaris';
import { RuleBook } from './rule-books/rule-book';
import { TRIVY } from './rule-books/trivy';

/** Rule ids, by the scanner. */
export type ScannerRules = Readonly<Record<string, readonly string[]>>;

/** The rules of each scanner, by the control that looks for the same. */
export const SCANNERS: Readonly<Record<string, RuleBook>> = {
  trivy: TRIVY, kubescape: KUBESCAPE, checkov: CHECKOV, kubeLinter: KUBE_LINTER, kubeScore: KUBE_SCORE,
  polaris: POLARIS, kics: KICS, kubesec: KUBESEC, kyverno: KYVERNO, gatekeeper: GATEKEEPER,
};

/** The scanners as they call themselves. */
export const SCANNER_NAMES: Readonly<Record<string, string>> = {
  trivy: 'Trivy', kubescape: 'Kubescape', checkov: 'Checkov', kubeLinter: 'KubeLinter', kubeScore: 'kube-score',
  polaris: 'Polaris', kics: 'KICS', kubesec: 'Kubesec', kyverno: 'Kyverno policies', gatekeeper: 'Gatekeeper library',
};

/** The rules of scanners that look for the same as the control, so that their findings can be compared with ours. */
export function scannerRulesOf(control: string): ScannerRules {
  return Object.fromEntries(Object.entries(SCANNERS).flatMap(([scanner, book]) => control in book ? [[scanner, book[control]]] : []));
}
