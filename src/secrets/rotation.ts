/** What starts pods anew when a secret has changed. */
export enum RestartedBy {
  /** Nothing. */
  NOTHING = 'nothing',
  /** The platform's reloader, by an annotation of the workload. */
  RELOADER = 'reloader',
  /** The operator that wrote the Secret, by name of the workload. */
  OPERATOR = 'operator',
  /** The rollout of the tree itself: a hash of the encrypted file stands in the pod template. */
  ROLLOUT = 'rollout',
}

/** What happens to running pods when a secret changes where it lives. */
export interface SecretRotation {
  /** Files of running pods are renewed in place. */
  readonly renewsFiles: boolean;
  /** What starts pods anew. */
  readonly restartedBy: RestartedBy;
  /** All of it, in a sentence. */
  readonly says: string;
}
