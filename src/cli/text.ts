/**
 * Control characters, and those that turn the direction of text, as what they are: names and values come from files that anyone may have written,
 * and would otherwise move the cursor of a terminal, break an XML document, or show something else than what stands there.
 */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    character => character === '\n' ? '⏎' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** For text and attributes of HTML and XML. */
export function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

/** `1 finding`, `2 findings`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `shop/cart.yaml:3:7` */
export function placeText({ file, line, column }: { readonly file: string; readonly line?: number; readonly column?: number }): string {
  return [file, line, column].filter(part => part !== undefined).join(':');
}
