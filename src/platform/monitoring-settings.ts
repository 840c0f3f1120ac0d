import { checkEntryPods, EntryPods } from './exposure-settings';
import { labelKeyProblem, labelValueProblem } from '../manifest/names';

/** Where Prometheus runs, as the platform team runs it. In a mesh `serviceAccount` says who it is; without it, it is outside. */
export interface MonitoringSettings extends EntryPods {
  /**
   * Labels by which its operator selects monitors, such as `{ release: 'kube-prometheus-stack' }`.
   * @default - none: it selects every monitor
   */
  readonly monitorLabels?: Record<string, string>;
  /**
   * Folder of its container into which Istio's sidecar writes the certificate that it calls with (`cert-chain.pem`, `key.pem`, `root-cert.pem`). Sidecar mode
   * alone: there the sidecar of Prometheus does not stand in the way of scrapes.
   * @default '/etc/prom-certs'
   */
  readonly certificates?: string;
}

/** Throws at the first setting that would select nobody, or everybody. */
export function checkMonitoring(settings: MonitoringSettings | undefined): void {
  if (!settings) return;
  checkEntryPods('monitoring', 'namespace', settings);
  for (const [key, value] of Object.entries(settings.monitorLabels ?? {})) {
    const problem = labelKeyProblem(key) ?? labelValueProblem(value);
    if (problem) throw new Error(`platform.monitoring.monitorLabels '${key}: ${value}' ${problem}. Write for instance { release: 'kube-prometheus-stack' }.`);
  }
  if (settings.certificates !== undefined && !/^\/[^:]*[^/:]$/.test(settings.certificates)) {
    throw new Error(`platform.monitoring.certificates '${settings.certificates}' is no folder. Write an absolute path without a final '/', such as '/etc/prom-certs'.`);
  }
}
