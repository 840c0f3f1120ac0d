import { App } from 'cdk8s';
import { Delivery } from '../../src/platform/choices';
import { keepAnnotations, SYNC_WAVES, waveAnnotations } from '../../src/platform/delivery-marks';
import { Platform } from '../../src/platform/platform';

const platformOf = (delivery: Delivery) => Platform.configure(new App(), { delivery });

it.each<[Delivery, Record<string, string>, Record<string, string>]>([
  [Delivery.ARGO_CD, { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' }, { 'argocd.argoproj.io/sync-wave': '-9' }],
  [Delivery.FLUX, { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' }, {}],
  [Delivery.APPLY, {}, {}],
])('under %s data is kept by %j, and order is %j', (delivery, keep, wave) => {
  expect(keepAnnotations(platformOf(delivery))).toEqual(keep);
  expect(waveAnnotations(platformOf(delivery), SYNC_WAVES.DENY)).toEqual(wave);
});

it('an allow stands before the deny that it answers, and both before the pods', () => {
  const { NAMESPACE, LIMITS, ALLOW, DENY, SECRETS } = SYNC_WAVES;
  const order = [NAMESPACE, LIMITS, ALLOW, DENY, SECRETS, 0];
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(new Set(order).size).toBe(order.length);
});
