import { IConstruct } from 'constructs';
import { ControlSettings } from '../controls/settings';
import { Platform } from '../platform/platform';
import { externalNamespacesOf } from '../tenancy/external-namespaces';

/** What the controls need to know of the platform of an app. */
export function controlSettingsOf(root: IConstruct): ControlSettings {
  const platform = Platform.of(root);
  return {
    kubernetesVersion: platform.kubernetesVersion,
    registries: platform.registries,
    cpuLimits: platform.cpuLimits,
    ids: platform.ids,
    appArmor: platform.nodes.appArmor === true,
    ownerLabel: '',
    dns: { namespace: platform.dnsNamespace, labels: platform.dnsPodLabels },
    externalNamespaces: externalNamespacesOf(root),
  };
}
