/**
 * The Kubernetes minor from which a field is on by default. Below it the field would be dropped without a word, or refused:
 * an error at synth instead. Source: feature gates of Kubernetes 1.28 to 1.36.
 */
export const FIELD_SINCE = {
  'spec.initContainers[].restartPolicy: Always': 29,
  'securityContext.appArmorProfile': 30,
  'spec.hostUsers': 33,
  'spec.securityContext.supplementalGroupsPolicy': 33,
  'lifecycle.sleep': 30,
  'spec.volumes[].image': 35,
  'spec.updateStrategy.rollingUpdate.maxUnavailable': 35,
} as const;

/** A field that not every supported version has. */
export type GatedField = keyof typeof FIELD_SINCE;

export const OLDEST_MINOR = 28;
export const NEWEST_MINOR = 36;
