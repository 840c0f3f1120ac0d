import { DEFAULT_PROFILE } from '../controls/profiles';
import { ControlSettings, DEFAULT_SETTINGS } from '../controls/settings';
import { Delivery, IdAssignment } from '../platform/choices';
import { Platform } from '../platform/platform';

/** What the controls need to know of a platform. What is in the app beside it, they learn elsewhere. */
export function platformSettings(platform: Platform): ControlSettings {
  return {
    ...DEFAULT_SETTINGS,
    // Argo CD and Flux would make a Job anew that has deleted itself.
    jobsDeleteThemselves: platform.delivery === Delivery.APPLY,
    kubernetesVersion: platform.kubernetesVersion,
    registries: platform.registries,
    imagePullPolicy: platform.imagePullPolicy,
    cpuLimits: platform.cpuLimits,
    ids: platform.ids,
    appArmor: platform.nodes.appArmor === true,
    userNamespaces: platform.nodes.userNamespaces === true,
    strictSupplementalGroups: platform.nodes.strictSupplementalGroups === true,
    ownerLabel: platform._demandsOwner ? platform.ownerLabel : '',
    // Sidecar or ambient: what controls judge is Istio's.
    serviceMesh: platform.serviceMesh.kind.replace(/-.*$/, '') as ControlSettings['serviceMesh'],
    ingressClasses: platform.exposure.ingress ? [platform.exposure.ingress.className] : [],
    dns: { namespace: platform.dnsNamespace, labels: platform.dnsPodLabels, port: platform.dnsPort },
  };
}

/** The profile of an app that names none: where the platform assigns IDs, manifests must leave them out. */
export function defaultProfile(platform: Platform): string {
  return platform.ids === IdAssignment.PLATFORM_ASSIGNED ? 'platform-assigned' : DEFAULT_PROFILE;
}
