import { toYaml } from '../manifest/yaml';
import { Platform } from '../platform/platform';
import { Enforcement, PodSecurityLevel, podSecurityLabels } from '../tenancy/pod-security';

/** A file beside the tree, for whoever keeps the control plane. */
export interface ControlPlaneFile {
  /** Relative to the folder of the reports. */
  readonly path: string;
  readonly content: string;
}

/** What Pod Security admission does in namespaces that carry no label of its own. A cluster reads it once, when the API server starts. */
export function admissionConfiguration(platform: Platform, level: PodSecurityLevel, exemptNamespaces: readonly string[]): ControlPlaneFile {
  const labels = podSecurityLabels(platform, level, Enforcement.ENFORCE);
  return {
    path: 'control-plane/admission-configuration.yaml',
    content: `# For kube-apiserver --admission-control-config-file, on each control-plane node: what holds for namespaces without Pod Security labels.\n${toYaml({
      apiVersion: 'apiserver.config.k8s.io/v1',
      kind: 'AdmissionConfiguration',
      plugins: [{
        name: 'PodSecurity',
        configuration: {
          apiVersion: 'pod-security.admission.config.k8s.io/v1',
          kind: 'PodSecurityConfiguration',
          defaults: Object.fromEntries(Object.entries(labels).map(([label, value]) => [label.split('/')[1], value])),
          exemptions: { usernames: [], runtimeClasses: [], namespaces: [...exemptNamespaces].sort() },
        },
      }],
    })}`,
  };
}
