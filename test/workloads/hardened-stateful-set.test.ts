import { Duration, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { chartOn, only, podSpec, PORTLESS, SERVING } from './harness';
import { toYaml } from '../../src/manifest/yaml';
import { Delivery } from '../../src/platform/choices';
import { AccessMode, PodManagementPolicy } from '../../src/workloads/choices';
import { VolumeClaimTemplate } from '../../src/workloads/claims';
import { HardenedStatefulSet, HardenedStatefulSetProps } from '../../src/workloads/hardened-stateful-set';

const DATA: VolumeClaimTemplate = { name: 'data', mountPath: '/data', storage: '1Gi' };
const make = (props: Partial<HardenedStatefulSetProps>, platform = {}) => {
  const chart = chartOn(platform);
  new HardenedStatefulSet(chart, 'redis', { ...PORTLESS, ...props });
  return chart;
};
const spec = (props: Partial<HardenedStatefulSetProps>, platform = {}) => only(make(props, platform), 'StatefulSet').spec;

it.each<[string, Partial<HardenedStatefulSetProps>, object]>([
  ['names its headless Service', SERVING, { serviceName: 'redis' }],
  ['has three replicas, one after another', {}, { replicas: 3, podManagementPolicy: 'OrderedReady', updateStrategy: { type: 'RollingUpdate' }, revisionHistoryLimit: 3 }],
  ['takes order, strategy and the time until a pod counts', { minReadySeconds: Duration.seconds(5), podManagementPolicy: PodManagementPolicy.PARALLEL, updateStrategy: { type: 'OnDelete' } }, { podManagementPolicy: 'Parallel', updateStrategy: { type: 'OnDelete' }, minReadySeconds: 5 }],
  ['keeps its claims when it goes or shrinks', { volumeClaimTemplates: [DATA] }, { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' } }],
  ['claims one writer on a file system', { volumeClaimTemplates: [DATA] }, { volumeClaimTemplates: [{
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeMode: 'Filesystem' },
  }] }],
  ['takes class and modes', { volumeClaimTemplates: [{ ...DATA, storageClassName: 'ssd', accessModes: [AccessMode.READ_WRITE_ONCE_POD] }] },
    { volumeClaimTemplates: [{ spec: { storageClassName: 'ssd', accessModes: ['ReadWriteOncePod'] } }] }],
])('%s', (_, props, expected) => {
  expect(spec(props)).toMatchObject(expected);
});

it('claims have no labels of ours: the controller puts those of the selector on them, and the template can never change', () => {
  expect(spec({ volumeClaimTemplates: [DATA] }).volumeClaimTemplates).toEqual([expect.objectContaining({ metadata: { name: 'data' } })]);
});

describe('adopted', () => {
  const adopted = (more: Partial<HardenedStatefulSetProps> = {}) =>
    make({ ...SERVING, volumeClaimTemplates: [DATA], adopt: { name: 'old-redis', matchLabels: { app: 'redis' } }, ...more }, { delivery: Delivery.FLUX });

  it('leaves the claim templates without marks, since nobody can change them', () => {
    expect(only(adopted(), 'StatefulSet').spec).toMatchObject({ serviceName: 'old-redis', volumeClaimTemplates: [{ metadata: { name: 'data' } }] });
    expect(JSON.stringify(only(adopted(), 'StatefulSet').spec.volumeClaimTemplates)).not.toContain('prune');
    expect(only(adopted(), 'Service').metadata.name).toBe('old-redis');
  });

  it('keeps the Service name that the live object has', () => {
    const chart = adopted({ serviceName: 'redis-headless' });
    expect(only(chart, 'StatefulSet').spec.serviceName).toBe('redis-headless');
    expect(only(chart, 'Service').metadata.name).toBe('redis-headless');
  });

  it('refuses an illegal Service name', () => {
    expect(() => adopted({ serviceName: 'Redis' }))
      .toThrow(new Error("shop/redis: the Service name 'Redis' must be lower-case letters, digits and '-', beginning with a letter and ending with a letter or digit."));
  });
});

it('mounts its claims in the main container, which is a volume of the pod', () => {
  const chart = make({ volumeClaimTemplates: [DATA] });
  expect(podSpec(chart).containers[0].volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }, { name: 'data', mountPath: '/data' }]);
  expect(() => Testing.synth(chart)).not.toThrow();
});

it('says nothing of claims where it has none', () => {
  expect(Object.keys(spec({})).filter(key => /claim/i.test(key))).toEqual([]);
});

it.each<[Delivery, object | undefined]>([
  [Delivery.ARGO_CD, { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' }],
  [Delivery.FLUX, { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' }],
  [Delivery.APPLY, undefined],
])('under %s, claims carry its mark against pruning', (delivery, annotations) => {
  const [template] = spec({ volumeClaimTemplates: [DATA] }, { delivery }).volumeClaimTemplates as { metadata: { annotations?: object } }[];
  expect(template.metadata.annotations).toEqual(annotations);
});

it.each<[string, VolumeClaimTemplate[], string]>([
  ['an illegal name', [{ ...DATA, name: 'Data' }], "volumeClaimTemplates 'Data': its name must be lower-case letters, digits and '-', beginning and ending with a letter or digit. Write for instance 'data'."],
  ['a size that is none', [{ ...DATA, storage: 'big' }], "volumeClaimTemplates 'data': storage 'big' is no quantity above zero. Write for instance '1Gi'."],
  ['one name twice', [DATA, { ...DATA, mountPath: '/more' }], "two volumeClaimTemplates are named 'data'. Give each a name of its own."],
  ['one path twice', [DATA, { ...DATA, name: 'more' }], 'two volumes are mounted at /data. Give each a path of its own.'],
])('refuses %s', (_, volumeClaimTemplates, message) => {
  expect(() => make({ volumeClaimTemplates })).toThrow(new Error(`shop/redis: ${message}`));
});

it('synth refuses a claim with the name of a writable path', () => {
  expect(() => Testing.synth(make({ volumeClaimTemplates: [{ ...DATA, name: 'tmp' }] }))).toThrow("shop/redis: volume 'tmp' is the name of a writable path too. Rename the volume.");
});

it('refuses to replace several pods at once where the cluster would silently replace one after another', () => {
  const several = { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: k8s.IntOrString.fromNumber(2) } } };
  expect(() => make(several, { kubernetesVersion: '1.34' })).toThrow(new Error(
    'shop/redis: updateStrategy: spec.updateStrategy.rollingUpdate.maxUnavailable is on by default from Kubernetes 1.35; the platform is 1.34. Raise platform.kubernetesVersion to what the cluster runs, or leave this out.'));
  expect(only(make(several, { kubernetesVersion: '1.35' }), 'StatefulSet').spec.updateStrategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 2 } });
});

it('writes this with nothing but what it must be told', () => {
  const chart = chartOn();
  new HardenedStatefulSet(chart, 'cart', { ...SERVING, volumeClaimTemplates: [DATA] });
  expect(toYaml(only(chart, 'StatefulSet'))).toMatchSnapshot();
});
