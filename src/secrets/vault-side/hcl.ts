/** A value that Terraform reads. `raw` stands as it is: an expression. */
export type HclValue = string | number | boolean | readonly string[] | { readonly raw: string };

/** One block, aligned as `terraform fmt` does it. `rest` are further lines at the end of it. */
export function hclBlock(head: string, attributes: Readonly<Record<string, HclValue>>, rest: readonly string[] = []): string {
  const width = Math.max(...Object.keys(attributes).map(key => key.length));
  const lines = [...Object.entries(attributes).map(([key, value]) => `${key.padEnd(width)} = ${hclValue(value)}`), ...rest];
  return `${head} {\n${lines.map(line => line === '' ? '\n' : `  ${line}\n`).join('')}}\n`;
}

export function hclValue(value: HclValue): string {
  if (typeof value === 'string') return hclText(value);
  if (typeof value !== 'object') return String(value);
  return 'raw' in value ? value.raw : `[${value.map(hclText).join(', ')}]`;
}

/** `${` and `%{` would begin an expression. */
export function hclText(text: string): string {
  return JSON.stringify(text).replace(/([$%])\{/g, '$1$1{');
}

/** `shop.cart` as the name of a resource: no '.', no '/', no digit first. '_' is doubled, so that 'a_b' and 'a/b' are two. */
export function hclName(text: string): string {
  const name = text.replace(/_/g, '__').replace(/[./]/g, '_');
  return /^[0-9-]/.test(name) ? `_${name}` : name;
}
