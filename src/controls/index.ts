/**
 * `cdk8s-hardened/controls`: to write controls of one's own, in the form of ours. They are given to `check --controls`, to the jest matchers and to
 * `HardenedApp`, and tested by `expectControl` of `cdk8s-hardened/testing`.
 */
export { Control, Facts, Seen, SetFinding, Severity, Subject } from './control';
export type { ManifestSet, Member, Workload } from './manifest-set';
export { ownControl as control, OwnControlProps } from './own-control';
export { JudgementSettings } from './settings';
