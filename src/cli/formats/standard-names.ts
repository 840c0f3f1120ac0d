const NAMES: Readonly<Record<string, string>> = {
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

/** A standard as its publisher calls it. */
export function standardName(standard: string): string {
  return Object.hasOwn(NAMES, standard) ? NAMES[standard] : standard;
}
