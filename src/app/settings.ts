import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ControlSettings } from '../controls/settings';
import { platformSettings } from '../guardrails/platform-settings';
import { Platform } from '../platform/platform';
import { carriersOf } from '../secrets/delivered';
import { externalNamespacesOf } from '../tenancy/external-namespaces';

/** What the controls need to know of an app: its platform, and what it relies on beside its objects. */
export function controlSettingsOf(root: IConstruct): ControlSettings {
  return {
    ...platformSettings(Platform.of(root)),
    externalNamespaces: externalNamespacesOf(root),
    externalSecrets: carriersOf(root).filter(({ carrier }) => carrier.isElsewhere)
      .map(({ construct, carrier }) => ({ namespace: Chart.of(construct).namespace!, name: carrier.secretName! })),
  };
}
