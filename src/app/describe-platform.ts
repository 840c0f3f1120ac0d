import { createHash } from 'node:crypto';
import { JsonObject } from '../manifest/object';
import { sortKeys, toPlain } from '../manifest/plain';
import { Platform } from '../platform/platform';

/** The settings of a platform in their plain form, with a hash, so that a pipeline can compare them with the platform team's. */
export function describePlatform(platform: Platform): JsonObject {
  const { serviceMesh, secretBackend, secretDelivery } = platform;
  const settings = sortKeys(toPlain({
    preset: platform.preset,
    kubernetesVersion: platform.kubernetesVersion,
    clusterDomain: platform.clusterDomain,
    dns: { namespace: platform.dnsNamespace, podLabels: platform.dnsPodLabels, port: platform.dnsPort, nodeLocalAddress: platform.nodeLocalDnsAddress },
    apiServer: { addresses: platform.apiServerAddresses, port: platform.apiServerPort },
    exposure: platform.exposure,
    monitoring: platform.monitoring,
    forbid: platform.forbid,
    networkPolicyApis: platform.networkPolicyApis,
    nodeCidrs: platform.nodeCidrs,
    registries: platform.registries,
    ids: platform.ids,
    cpuLimits: platform.cpuLimits,
    nodes: { ...platform.nodes },
    ipFamilies: platform.ipFamilies,
    delivery: platform.delivery,
    reloader: platform.reloader,
    imagePullPolicy: platform.imagePullPolicy,
    naming: platform.naming,
    waivers: { ...platform.waivers },
    ownerLabel: platform.ownerLabel,
    serviceMesh: { kind: serviceMesh.kind, ...(platform.hasMesh ? {
      trustDomain: serviceMesh.trustDomain, controlPlaneNamespace: serviceMesh.controlPlaneNamespace, revision: serviceMesh.revision,
    } : {}) },
    secretBackend: secretBackend === undefined ? undefined : { vault: { ...secretBackend } },
    secretDelivery: secretBackend === undefined ? undefined : secretDelivery.kind,
  })) as JsonObject;
  return { ...settings, hash: `sha256:${createHash('sha256').update(JSON.stringify(settings)).digest('hex')}` };
}
