import { IConstruct } from 'constructs';
import { movedNamespaces, observedNamespaces } from '../connectivity/namespace-facts';
import { Exposure } from '../exposure/exposure';
import { MetricsExposure } from '../exposure/metrics';
import { guardrailsOf } from '../guardrails/cluster-guardrails';
import { compareTexts } from '../manifest/lists';
import { Platform } from '../platform/platform';
import { ServiceMeshKind } from '../platform/service-mesh';
import { carriersOf } from '../secrets/delivered';
import { RestartedBy } from '../secrets/rotation';
import { externalNamespacesOf } from '../tenancy/external-namespaces';

/** What the tree relies on and does not itself bring about, one sentence each. */
export function assumptionsOf(root: IConstruct): string[] {
  const platform = Platform.of(root);
  const secrets = carriersOf(root);
  return [
    ...externalNamespacesOf(root).map(({ name, defaultDeny, labels, mesh }) => `Namespace ${name} is owned by another repository, and ${[
      defaultDeny ? 'denies all traffic by default' : 'does not deny traffic by default',
      ...(platform.hasMesh ? [`takes calls in mesh mode ${mesh}`] : []),
      `carries ${Object.keys(labels).length === 0 ? 'no labels that are known here' : pairs(labels)}`,
    ].join('; ')}.`),
    ...observedNamespaces(root).map(name => `Namespace ${name} is observed: nothing is refused there yet, and what can be reached there is not what was declared.`),
    ...meshAssumptions(platform),
    ...movedNamespaces(root).map(name => `Namespace ${name} is in another data plane than the platform's: sidecars and ztunnels reach each other through HBONE, for which Istio's ambient profile is installed.`),
    `DNS pods carry ${pairs(platform.dnsPodLabels)} in ${platform.dnsNamespace} and listen on ${platform.dnsPort}.`,
    ...root.node.findAll().filter((node): node is Exposure => node instanceof Exposure).map(({ _assumption }) => _assumption).sort(),
    ...root.node.findAll().filter((node): node is MetricsExposure => node instanceof MetricsExposure).map(({ _assumption }) => _assumption).sort(),
    ...guardrailsOf(root).flatMap(({ _assumptions }) => _assumptions),
    ...[...new Set(secrets.flatMap(({ carrier }) => carrier.assumptions))].sort(compareTexts),
    ...secrets.filter(({ carrier }) => carrier.rotation.restartedBy === RestartedBy.NOTHING).map(({ construct, carrier }) => `${construct.node.path}: ${carrier.rotation.says}`),
  ];
}

function meshAssumptions({ serviceMesh: { kind, controlPlaneNamespace } }: Platform): string[] {
  switch (kind) {
    case ServiceMeshKind.ISTIO_SIDECAR: return [`Pods get their mesh proxy by istio-cni, and istiod answers in ${controlPlaneNamespace}.`];
    case ServiceMeshKind.ISTIO_AMBIENT: return [`istio-cni and ztunnel run on each node, and istiod answers in ${controlPlaneNamespace}.`];
    case ServiceMeshKind.LINKERD: return [`Pods get their mesh proxy by linkerd-cni; proxies send all TCP to each other on 4143; the control plane answers in ${controlPlaneNamespace}.`];
    case ServiceMeshKind.NONE: return [];
  }
}

function pairs(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`).sort().join(', ');
}
