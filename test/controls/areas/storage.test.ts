import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const template = (spec: object) => ({ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec } });
const statefulSet = (spec: object): Change => (
  { add: { apiVersion: 'apps/v1', kind: 'StatefulSet', spec: { serviceName: 'extra', template: { spec: { containers: [] } }, volumeClaimTemplates: [template({})], ...spec } } });
const claims = (spec: object) => statefulSet({ volumeClaimTemplates: [template({}), template(spec)] });
const storageClass = (provisioner: string, parameters: object): Change => ({ add: { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'extra' }, provisioner, parameters } });
const service = (spec: object): Change => ({ add: { apiVersion: 'v1', kind: 'Service', spec } });
const classes = { storageClasses: ['fast'] };

describe('data lie where they should not', () => {
  expectBrokenTwins([
    ['statefulset-service', 'without names for the pods', statefulSet({}), "serviceName is 'extra', and the namespace has no such Service"],
    ['statefulset-service', 'under one name for all pods', [statefulSet({}), service({})], 'Service shop/extra is not headless'],
    ['statefulset-access-mode', 'for all pods at once', claims({ accessModes: ['ReadWriteMany'] }), "the claim 'data' is of an access mode other than ReadWriteOnce and ReadWriteOncePod"],
    ['statefulset-storage-request', 'without a size', claims({ resources: {} }), "the claim 'data' requests no storage"],
    ['storage-class-set', 'on whatever is the default', statefulSet({}), "storageClassName is not set, which is none of 'fast'", classes],
    ['storage-class-set', 'on another class', { add: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec: { storageClassName: 'slow' } } }, "storageClassName is 'slow', which is none of 'fast'", classes],
    ['persistent-volume-encryption', 'readable', storageClass('ebs.csi.aws.com', { type: 'gp3' }), 'parameters.encrypted is not set'],
  ]);

  expectFine([
    ['statefulset-service', 'a headless Service', [statefulSet({}), service({ clusterIP: 'None' })]],
    ['statefulset-service', 'no name, since nobody needs one', statefulSet({ serviceName: undefined })],
    ['statefulset-access-mode', 'one pod', claims({ accessModes: ['ReadWriteOncePod'] })],
    ['statefulset-storage-request', 'a size', statefulSet({})],
    ['storage-class-set', 'a class of the platform', statefulSet({ volumeClaimTemplates: [template({ storageClassName: 'fast' })] }), classes],
    ['persistent-volume-encryption', 'encrypted', storageClass('ebs.csi.aws.com', { encrypted: 'true' })],
  ]);
});
