const namedEntities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Longer than any entity that can be meant: `&#x10FFFF;`. */
const longestEntity = 10;

/** A text as it stands between XML tags or in a quoted attribute. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** The text that XML characters stand for, or null if they hold an entity other than the five of XML and numbers. */
export function unescapeXml(escaped: string): string | null {
  let text = '';
  let at = 0;
  for (let ampersand = escaped.indexOf('&'); ampersand >= 0; ampersand = escaped.indexOf('&', at)) {
    const semicolon = escaped.slice(ampersand, ampersand + longestEntity).indexOf(';');
    if (semicolon < 0) return null;
    const char = entity(escaped.slice(ampersand + 1, ampersand + semicolon));
    if (char === null) return null;
    text += escaped.slice(at, ampersand) + char;
    at = ampersand + semicolon + 1;
  }
  return text + escaped.slice(at);
}

function entity(name: string): string | null {
  if (!name.startsWith('#')) return namedEntities.get(name) ?? null;
  const hexadecimal = /^#x[0-9a-fA-F]+$/.test(name);
  if (!hexadecimal && !/^#[0-9]+$/.test(name)) return null;
  const code = hexadecimal ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
}

/** Whether a text can be the name of an XML element: `Color`, `MapID`; not `PreexposureTime(s)`. */
export function isXmlName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(text);
}
