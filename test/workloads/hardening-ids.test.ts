import { hardened, raw, weak } from './hardening-harness';
import { podSpec } from './harness';
import { IdAssignment } from '../../src/platform/choices';
import { Hardening } from '../../src/workloads/hardening';

describe('IDs', () => {
  const claims = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };

  it('are left where claims exist', () => {
    const { spec, report } = hardened(weak({ securityContext: { runAsUser: 999 } }, { ...claims, securityContext: { fsGroup: 999 } }));
    expect(spec.securityContext).toEqual({ fsGroup: 999, fsGroupChangePolicy: 'OnRootMismatch', runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(spec.containers[0].securityContext).toMatchObject({ runAsUser: 999, runAsNonRoot: true });
    expect(report.gaps.map(({ problem }) => problem)).toEqual(['is left below 10001, since files on its volumes belong to the present user. Change their owner first, then set it.']);
  });

  it('and non-root is not claimed of a user nobody named', () => {
    const { spec, report } = hardened(weak({}, claims));
    expect(spec.securityContext).not.toHaveProperty('runAsNonRoot');
    expect(spec.containers[0].securityContext).not.toHaveProperty('runAsNonRoot');
    expect(report.gaps.map(({ pointer }) => pointer)).toEqual(['/spec/template/spec/securityContext/runAsNonRoot', '/spec/template/spec/securityContext/runAsUser']);
  });

  it('claim templates of a StatefulSet count', () => {
    const chart = raw(weak(), {}, 'StatefulSet', { volumeClaimTemplates: [{ metadata: { name: 'data' } }] });
    Hardening.apply(chart);
    expect(podSpec(chart).securityContext).not.toHaveProperty('runAsUser');
  });

  it('are left out where the platform assigns them', () => {
    const { spec } = hardened(weak(), { ids: IdAssignment.PLATFORM_ASSIGNED });
    expect(spec.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(spec.containers[0].securityContext).not.toHaveProperty('runAsUser');
  });
});
