import { chartOn, IMAGE, manifests, PORTLESS } from './harness';
import { ServiceMesh } from '../../src/platform/service-mesh';
import { HardenedDeployment } from '../../src/workloads/hardened-deployment';
import { HardenedJob } from '../../src/workloads/hardened-job';
import { HardenedWorkload } from '../../src/workloads/hardened-workload';

const INIT = { ...PORTLESS, initContainers: [{ name: 'wait', image: IMAGE }] };
const SIDECAR = { ...PORTLESS, sidecars: [{ name: 'proxy', image: IMAGE }] };
const MESH = ServiceMesh.istioSidecar();
type Make = (chart: ReturnType<typeof chartOn>) => HardenedWorkload;
const deployment = (props: typeof PORTLESS): Make => chart => new HardenedDeployment(chart, 'app', props);
const job: Make = chart => new HardenedJob(chart, 'app', PORTLESS);

function annotations(make: Make, platform: Parameters<typeof chartOn>[0]): unknown {
  const chart = chartOn(platform);
  make(chart);
  const workload = manifests(chart).find(({ kind }) => kind === 'Deployment' || kind === 'Job') as unknown as { spec: { template: { metadata: { annotations?: unknown } } } };
  return workload.spec.template.metadata.annotations;
}

describe('the mesh proxy as a native sidecar', () => {
  it.each([
    ['a Job in a mesh, which would never complete beside another', job, { serviceMesh: MESH }],
    ['init containers in a mesh, which have no network before it', deployment(INIT), { serviceMesh: MESH }],
    ['sidecars in a mesh, likewise', deployment(SIDECAR), { serviceMesh: MESH }],
  ])('is asked for by %s', (_, make, platform) => expect(annotations(make, platform)).toEqual({ 'sidecar.istio.io/nativeSidecar': 'true' }));

  it.each([
    ['a Job without a mesh', job, {}],
    ['init containers without a mesh', deployment(INIT), {}],
    ['a pod without init containers', deployment(PORTLESS), { serviceMesh: MESH }],
    ['init containers where the cluster is too old', deployment(INIT), { serviceMesh: MESH, kubernetesVersion: '1.28' }],
  ])('is not asked for by %s', (_, make, platform) => expect(annotations(make, platform)).toBeUndefined());

  it('is an error for a Job where the cluster is too old', () => {
    expect(() => annotations(job, { serviceMesh: MESH, kubernetesVersion: '1.28' })).toThrow('shop/app: a Job in a mesh needs a native sidecar, or it never completes: ');
  });
});
