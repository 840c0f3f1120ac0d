import { VaultRequest } from '../carrier';
import { rendered, TemplatePart } from '../file-template';
import { VaultSourceKind } from '../vault-source';

/**
 * What the agent writes into one file. All files of a secret ask in the same words: the agent then asks Vault once for all of them, so that a key
 * belongs to its certificate. A property that is missing, or empty, is an error: `index` alone would write nothing, and say nothing.
 */
export function agentTemplate({ source, backend }: VaultRequest, parts: readonly TemplatePart[]): string {
  const asked = [source._apiPath(backend), ...Object.entries(source._parameters).map(([name, value]) => `${name}=${value}`)].map(text => JSON.stringify(text)).join(' ');
  const value = (property: string): string => `index .Data${source.kind === VaultSourceKind.KV ? '.data' : ''} ${JSON.stringify(property)}`;
  const properties = [...new Set(parts.flatMap(part => typeof part === 'string' ? [] : [part.property]))];
  const checks = properties.map(property => `{{ if not (${value(property)}) }}{{ sprig_fail ${JSON.stringify(`no ${property}`)} }}{{ end }}`).join('');
  return `{{- with secret ${asked} }}${checks}${rendered(parts, ({ property }) => value(property))}{{ end -}}`;
}
