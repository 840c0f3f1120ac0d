import { VaultRequest } from '../carrier';
import { VaultSourceKind } from '../vault-source';

/**
 * What the agent writes into one file. All files of a secret ask in the same words: the agent then asks Vault once for all of them, so that a key
 * belongs to its certificate. A property that is missing, or empty, is an error: `index` alone would write nothing, and say nothing.
 */
export function agentTemplate({ source, backend }: VaultRequest, property: string): string {
  const asked = [source._apiPath(backend), ...Object.entries(source._parameters).map(([name, value]) => `${name}=${value}`)].map(text => JSON.stringify(text)).join(' ');
  const value = `index .Data${source.kind === VaultSourceKind.KV ? '.data' : ''} ${JSON.stringify(property)}`;
  return `{{- with secret ${asked} }}{{ if not (${value}) }}{{ sprig_fail ${JSON.stringify(`no ${property}`)} }}{{ end }}{{ ${value} }}{{ end -}}`;
}
