import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What this program is called in reports, and which version it is. */
export interface Tool { readonly name: string; readonly version: string }

export function tool(): Tool {
  const { name, version } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as Tool;
  return { name, version };
}
