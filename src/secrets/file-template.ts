/** A piece of a file: text as it stands, or the value of a key. */
export type TemplatePart = string | { readonly key: string; readonly property: string };

/** A file made of text and values. */
export interface FileTemplate {
  readonly file: string;
  readonly parts: readonly TemplatePart[];
}

const PLACEHOLDER = /\{\{\s*([-._a-zA-Z0-9]+)\s*\}\}/;

/** Takes `postgres://{{ username }}@db` apart. Throws where it names what is no key, or holds what some engine would run. */
export function fileTemplates(templates: Readonly<Record<string, string>>, keys: Readonly<Record<string, string>>, where: string): FileTemplate[] {
  return Object.entries(templates).sort(([a], [b]) => a < b ? -1 : 1).map(([file, text]) => {
    const at = `${where}: templates '${file}'`;
    if (!/^[-._a-zA-Z0-9]{1,253}$/.test(file) || file === '.' || file.startsWith('..')) throw new Error(`${at} is no key of a Secret. Write letters, digits, '-', '_' and '.', not beginning with '..'.`);
    if (file in keys) throw new Error(`${at} is one of keys too. Name one of them otherwise.`);
    // Split by one group: every second piece is the name of a key.
    const parts = text.split(new RegExp(PLACEHOLDER, 'g')).map((piece, index): TemplatePart => {
      if (index % 2 === 1) {
        if (!(piece in keys)) throw new Error(`${at} asks for '${piece}', which is none of keys: ${Object.keys(keys).join(', ')}. Name one of them.`);
        return { key: piece, property: keys[piece] };
      }
      if (/\{\{|\}\}/.test(piece)) throw new Error(`${at} holds braces that are no placeholder. Write {{ key }} with the name of a key, and nothing else between double braces.`);
      return piece;
    }).filter(part => part !== '');
    if (parts.every(part => typeof part === 'string')) throw new Error(`${at} holds no value, and text is no secret. Put it into a ConfigMap, or name a key as {{ ${Object.keys(keys)[0]} }}.`);
    return { file, parts };
  });
}

/** The template in the words of one engine. */
export function rendered(parts: readonly TemplatePart[], value: (part: Exclude<TemplatePart, string>) => string): string {
  return parts.map(part => typeof part === 'string' ? part : `{{ ${value(part)} }}`).join('');
}
