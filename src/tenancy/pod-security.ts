import { Platform } from '../platform/platform';

/** Level of the Pod Security Standards. */
export enum PodSecurityLevel {
  /** Everything is admitted. */
  PRIVILEGED = 'privileged',
  /** No known escalation. */
  BASELINE = 'baseline',
  /** Hardened: what this library emits. */
  RESTRICTED = 'restricted',
}

/** How strictly a namespace holds what it declares: for moving live workloads in. Anything but `ENFORCE` is a finding, to be waived until a date. */
export enum Enforcement {
  /** Pod Security at its level, mutual TLS only, connections alone. */
  ENFORCE = 'enforce',
  /** Connections are held. Pods up to `baseline` are admitted, plaintext is taken beside mutual TLS; what is weaker is warned of and audited. */
  PERMISSIVE = 'permissive',
  /**
   * Nothing is refused: no network policy is written, and the mesh says what it would refuse (Istio's dry run, Linkerd's audit). Every pod is admitted,
   * plaintext is taken beside mutual TLS; what is weaker is warned of and audited.
   */
  OBSERVE = 'observe',
}

const ORDER = [PodSecurityLevel.PRIVILEGED, PodSecurityLevel.BASELINE, PodSecurityLevel.RESTRICTED];
const STRICTEST: Record<Enforcement, PodSecurityLevel> = {
  [Enforcement.ENFORCE]: PodSecurityLevel.RESTRICTED,
  [Enforcement.PERMISSIVE]: PodSecurityLevel.BASELINE,
  [Enforcement.OBSERVE]: PodSecurityLevel.PRIVILEGED,
};

/**
 * All six labels of Pod Security admission. The versions are pinned: an upgrade of the cluster then changes no verdict. Warnings and audit stay at
 * `restricted` whatever is admitted, so that what is weaker is heard of.
 */
export function podSecurityLabels(platform: Platform, level: PodSecurityLevel, enforcement: Enforcement): Record<string, string> {
  const version = `v${platform.kubernetesVersion}`;
  const enforced = ORDER[Math.min(ORDER.indexOf(level), ORDER.indexOf(STRICTEST[enforcement]))];
  return Object.fromEntries([['enforce', enforced], ['audit', PodSecurityLevel.RESTRICTED], ['warn', PodSecurityLevel.RESTRICTED]]
    .flatMap(([mode, value]) => [[`pod-security.kubernetes.io/${mode}`, value], [`pod-security.kubernetes.io/${mode}-version`, version]]));
}
