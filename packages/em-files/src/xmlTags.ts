import { type EmFileError, errorAtLine, quoted } from './errors.ts';
import { lineNumberAt } from './textLines.ts';
import { isXmlName } from './xmlText.ts';

/** A tag or a comment of an XML text, with everything that stood between the one before and this one. */
export interface XmlTag {
  readonly kind: 'open' | 'close' | 'empty' | 'comment' | 'declaration';
  /** The name of the element; empty for comments and declarations. */
  readonly name: string;
  /** The text since the previous tag. */
  readonly before: string;
  /** What stands between the name and the end of the tag: attributes and blanks. For a comment all of it. */
  readonly rest: string;
  /** Offset of the `<`. */
  readonly at: number;
}

/** The tags of an XML text, one after the other. Throws `bad-xml` for a DOCTYPE, CDATA, or a tag that is not closed. */
export class XmlTags {
  readonly #text: string;
  #at: number;

  constructor(text: string, from: number) {
    this.#text = text;
    this.#at = from;
  }

  /** The next tag, or null at the end of the text. */
  next(): XmlTag | null {
    const at = this.#text.indexOf('<', this.#at);
    if (at < 0) return null;
    const before = this.#text.slice(this.#at, at);
    if (this.#text.startsWith('<!--', at)) return this.#special(before, at, '-->', 'comment');
    if (this.#text.startsWith('<?', at)) return this.#special(before, at, '?>', 'declaration');
    if (this.#text.startsWith('<!', at)) throw this.error(at, 'a DOCTYPE or CDATA, which no navigator file needs.');
    const end = this.#text.indexOf('>', at);
    if (end < 0) throw this.error(at, 'a tag without its end.');
    this.#at = end + 1;
    return this.#element(before, at, this.#text.slice(at + 1, end));
  }

  /** What stands after the last tag that was given out. */
  remainder(): string {
    return this.#text.slice(this.#at);
  }

  error(at: number, reason: string): EmFileError {
    return errorAtLine('bad-xml', lineNumberAt(this.#text, at), reason);
  }

  #special(before: string, at: number, closing: string, kind: 'comment' | 'declaration'): XmlTag {
    const end = this.#text.indexOf(closing, at + 2);
    if (end < 0) throw this.error(at, `a ${kind} without its end.`);
    this.#at = end + closing.length;
    return { kind, name: '', before, rest: this.#text.slice(at, this.#at), at };
  }

  #element(before: string, at: number, inside: string): XmlTag {
    const kind = inside.startsWith('/') ? 'close' : inside.endsWith('/') ? 'empty' : 'open';
    const content = kind === 'close' ? inside.slice(1) : kind === 'empty' ? inside.slice(0, -1) : inside;
    const nameEnd = content.search(/[\s/]/);
    const name = nameEnd < 0 ? content : content.slice(0, nameEnd);
    if (!isXmlName(name)) throw this.error(at, `${quoted(inside)} is no tag.`);
    return { kind, name, before, rest: content.slice(name.length), at };
  }
}
