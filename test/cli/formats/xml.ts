/**
 * The names and attributes of the elements of an XML document. Throws where it is not well-formed: a tag left open, a `<` or `&` on its own,
 * a character that XML forbids.
 */
export function elementsOf(xml: string): { name: string; attributes: Record<string, string>; text: string }[] {
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(body)) throw new Error('a character that XML forbids');
  const elements: ReturnType<typeof elementsOf> = [];
  const open: number[] = [];
  let rest = body;
  while (rest !== '') {
    const tag = /^<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/.exec(rest);
    const text = /^[^<]+/.exec(rest);
    if (tag) {
      const [whole, closes, name, attributes, isEmpty] = tag;
      if (closes) {
        if (elements[open.pop() ?? -1]?.name !== name) throw new Error(`</${name}> closes another element`);
      } else {
        elements.push({ name, text: '', attributes: Object.fromEntries([...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key, value]) => [key, unescaped(value)])) });
        if (!isEmpty) open.push(elements.length - 1);
      }
      rest = rest.slice(whole.length);
    } else if (text) {
      const element = elements[open[open.length - 1]];
      if (element) element.text += unescaped(text[0]);
      rest = rest.slice(text[0].length);
    } else {
      throw new Error(`no markup: ${rest.slice(0, 20)}`);
    }
  }
  if (open.length > 0) throw new Error('an element is not closed');
  return elements;
}

function unescaped(text: string): string {
  if (/&(?!#\d+;)/.test(text)) throw new Error('an & on its own');
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
