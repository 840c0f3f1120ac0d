import { Construct } from 'constructs';
import { meshKindOf } from '../connectivity/namespace-facts';
import { FIELD_SINCE } from '../platform/features';
import { Platform } from '../platform/platform';
import { ServiceMeshKind } from '../platform/service-mesh';

const NATIVE = 'spec.initContainers[].restartPolicy: Always';
/** Istio decides by the version of the nodes, and takes some for too old: it needs to be told. Linkerd has it off where its chart is older. */
const ANNOTATIONS: Readonly<Record<string, Record<string, string>>> = {
  [ServiceMeshKind.ISTIO_SIDECAR]: { 'sidecar.istio.io/nativeSidecar': 'true' },
  [ServiceMeshKind.LINKERD]: { 'config.beta.linkerd.io/proxy-enable-native-sidecar': 'true' },
};

/** For pods that end: beside a proxy that is no native sidecar a Job never completes, since the proxy goes on. An error where the cluster has none. */
export function jobMeshAnnotations(scope: Construct, platform: Platform): Record<string, string> {
  const annotations = ANNOTATIONS[meshKindOf(scope)];
  if (!annotations) return {};
  platform._requireField(NATIVE, `${scope.node.path}: a Job in a mesh needs a native sidecar, or it never completes`);
  return annotations;
}

/** For pods with init containers or sidecars: those have no network until the proxy runs, and an ordinary proxy starts after them. */
export function initMeshAnnotations(scope: Construct, platform: Platform, initContainers: number): Record<string, string> {
  return initContainers > 0 && platform.minor >= FIELD_SINCE[NATIVE] ? ANNOTATIONS[meshKindOf(scope)] ?? {} : {};
}
