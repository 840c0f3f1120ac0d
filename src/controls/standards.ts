import { BSI } from './rule-books/bsi';
import { CIS } from './rule-books/cis';
import { CONTAINER_RISKS } from './rule-books/container-risks';
import { NIST } from './rule-books/nist';
import { NSA } from './rule-books/nsa';
import { OWASP } from './rule-books/owasp';
import { PCI } from './rule-books/pci';
import { RuleBook } from './rule-books/rule-book';

/** Paragraphs of standards, by the standard: `{ cis: ['5.2.7'], nsa: ['1.0'] }`. */
export type Standards = Readonly<Record<string, readonly string[]>>;

/** The ten container risks, as `containerRisk` names them. */
export const CONTAINER_RISK_NAMES: Readonly<Record<string, string>> = {
  C1: 'Insecure supply chain',
  C2: 'Authorization flaws',
  C3: 'Overly permissive container',
  C4: 'Improper network access',
  C5: 'Inadequate logging',
  C6: 'Insecure secrets',
  C7: 'Vulnerable components',
  C8: 'Runtime threats',
  C9: 'Misconfigured orchestration',
  C10: 'Exposed dashboard',
};

/** CIS benchmark 1.11 has the general policies as 5.6; 1.12 has no item for added capabilities any more, and the items after it move up. */
const cis111 = (id: string): string => id.replace(/^5\.7\./, '5.6.');
const cis112 = (id: string): string | undefined => {
  const item = /^5\.2\.(\d+)$/.exec(id)?.[1];
  if (item === undefined || Number(item) < 9) return cis111(id);
  return item === '9' ? undefined : `5.2.${Number(item) - 1}`;
};

const renumbered = (book: RuleBook, number: (id: string) => string | undefined): RuleBook => (
  Object.fromEntries(Object.entries(book).map(([control, ids]) => [control, ids.flatMap(id => number(id) ?? [])])));
/** The part of a book whose paragraphs begin so, without that beginning. */
const part = (book: RuleBook, beginning: string): RuleBook => renumbered(book, id => id.startsWith(beginning) ? id.slice(beginning.length) : undefined);

/** Every standard, by the key under which a control carries it. `cis` is the numbering of 1.7 to 1.10. */
export const STANDARDS: Readonly<Record<string, RuleBook>> = {
  'cis': CIS, 'cis-1.11': renumbered(CIS, cis111), 'cis-1.12': renumbered(CIS, cis112),
  'nsa': NSA, 'owaspK8s': OWASP, 'bsi': BSI, 'nist800190': NIST, 'pci': PCI, 'containerRisk': CONTAINER_RISKS,
};

/** The standards as their publishers call them, by the key under which a control carries them. */
export const STANDARD_NAMES: Readonly<Record<string, string>> = {
  'pss': 'Pod Security Standards',
  'cis': 'CIS Kubernetes Benchmark 1.7 to 1.10',
  'cis-1.11': 'CIS Kubernetes Benchmark 1.11',
  'cis-1.12': 'CIS Kubernetes Benchmark 1.12',
  'nsa': 'NSA/CISA Kubernetes Hardening Guide',
  'owaspK8s': 'OWASP Kubernetes Top Ten',
  'bsi': 'BSI IT-Grundschutz',
  'nist800190': 'NIST SP 800-190',
  'pci': 'PCI SSC guidance for containers',
  'containerRisk': 'Container risks C1 to C10',
};

/** What a profile for a standard judges: the controls that serve it, with the paragraphs that each serves. */
export const STANDARD_PROFILES: Readonly<Record<string, { readonly title: string; readonly paragraphs: RuleBook }>> = {
  'cis-1.10': { title: 'CIS Kubernetes Benchmark 1.10, section 5', paragraphs: CIS },
  'cis-1.11': { title: 'CIS Kubernetes Benchmark 1.11, section 5', paragraphs: STANDARDS['cis-1.11'] },
  'cis-1.12': { title: 'CIS Kubernetes Benchmark 1.12, section 5', paragraphs: STANDARDS['cis-1.12'] },
  'nsa': { title: 'NSA/CISA Kubernetes Hardening Guide', paragraphs: NSA },
  'owasp-2022': { title: 'OWASP Kubernetes Top Ten 2022', paragraphs: part(OWASP, '2022-') },
  'owasp-2025': { title: 'OWASP Kubernetes Top Ten 2025', paragraphs: part(OWASP, '2025-') },
  'container-risks': { title: 'the ten container risks, C1 to C10', paragraphs: CONTAINER_RISKS },
  'bsi-app-4.4': { title: 'BSI IT-Grundschutz APP.4.4 Kubernetes', paragraphs: part(BSI, 'APP.4.4.') },
  'bsi-sys-1.6': { title: 'BSI IT-Grundschutz SYS.1.6 containers', paragraphs: part(BSI, 'SYS.1.6.') },
  'nist-800-190': { title: 'NIST SP 800-190', paragraphs: NIST },
  'pci': { title: 'the guidance of the PCI SSC for containers', paragraphs: PCI },
};

/** Which paragraphs of which standards ask for the same as the control. What no standard asks for is our own, and has its container risks alone. */
export function standardsOf(control: string): Standards {
  return Object.fromEntries(Object.entries(STANDARDS).flatMap(([standard, book]) => (book[control] ?? []).length > 0 ? [[standard, book[control]]] : []));
}
