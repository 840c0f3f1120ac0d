import { Construct } from 'constructs';
import { Endpoint, Protocol } from '../../connectivity/endpoint';
import { MeshMode, meshModeOf } from '../../connectivity/namespace-facts';
import { SYNC_WAVES, waveAnnotations } from '../../platform/delivery-marks';
import { emit } from '../../platform/emit';
import { Platform } from '../../platform/platform';

/** Ports that callers from outside the mesh reach without mutual TLS, as the workload says; all others stay strict. */
export function emitPlaintextPorts(scope: Construct, { name, namespace, labels, selector, ports }: Endpoint): void {
  const plaintext = ports.filter(({ protocol, plaintext: open }) => protocol === Protocol.TCP && open);
  if (meshModeOf(scope) !== MeshMode.STRICT || plaintext.length === 0) return;
  emit(scope, 'PlaintextPorts', {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name, namespace, labels, annotations: waveAnnotations(Platform.of(scope), SYNC_WAVES.ALLOW) },
    spec: {
      selector: { matchLabels: selector },
      mtls: { mode: 'STRICT' },
      portLevelMtls: Object.fromEntries(plaintext.map(port => [String(port.containerPort), { mode: 'PERMISSIVE' }])),
    },
  });
}
