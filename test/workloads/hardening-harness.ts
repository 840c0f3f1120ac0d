import { ApiObject } from 'cdk8s';
import { chartOn, IMAGE, mainContainer, podSpec } from './harness';
import { PlatformProps } from '../../src/platform/platform-props';
import { Hardening, HardeningOptions } from '../../src/workloads/hardening';

/** A raw Deployment with this pod spec. */
export function raw(spec: object, platform: PlatformProps = {}, kind = 'Deployment', more: object = {}) {
  const chart = chartOn(platform);
  new ApiObject(chart, 'web', { apiVersion: 'apps/v1', kind, metadata: { name: 'web' }, spec: { template: { spec }, ...more } });
  return chart;
}
/** A pod of one container that says nothing. */
export const weak = (container: object = {}, more: object = {}) => ({ serviceAccountName: 'web', containers: [{ name: 'web', image: IMAGE, ...container }], ...more });
/** The same, hardened. */
export function hardened(spec: object, platform?: PlatformProps, options?: HardeningOptions) {
  const chart = raw(spec, platform);
  const report = Hardening.apply(chart, options);
  return { chart, report, spec: podSpec(chart), container: mainContainer(chart) };
}
/** What hardening left, by the path in the pod's spec. */
export const gaps = (spec: object, platform?: PlatformProps) => hardened(spec, platform).report.gaps.map(({ pointer, problem }) => `${pointer.replace('/spec/template/spec', '')} ${problem}`);

/** What every container ends with. */
export const CONTEXT = { allowPrivilegeEscalation: false, privileged: false, readOnlyRootFilesystem: true, runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, capabilities: { drop: ['ALL'] } };
