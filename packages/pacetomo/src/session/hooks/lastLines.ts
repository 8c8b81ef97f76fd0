import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** The end of what a program writes, in memory that does not grow. */
export class LastLines {
  #text = '';

  /** Reads a stream as long as it goes on; there is none when the program could not be started. */
  listen(stream: Readable | null | undefined): void {
    const decoder = new StringDecoder('utf8'); // a letter may be cut between two pieces
    stream?.on('data', (bytes: Buffer) => {
      this.#text = (this.#text + decoder.write(bytes)).slice(-keptCharacters);
    });
    stream?.on('error', () => {}); // how the program ended is said by its exit code
  }

  /** The last of them, without colours and other controls. */
  lines(): readonly string[] {
    const plain = this.#text.replace(colours, '').split(/[\r\n]+/);
    const lines = plain.map((line) => line.replace(/\p{Cc}/gu, ' ').trim()).filter((line) => line !== '');
    return lines.slice(-keptLines).map((line) => (line.length > lineLength ? `${line.slice(0, lineLength)}…` : line));
  }
}

const keptCharacters = 8_000;
const keptLines = 5;
const lineLength = 300;

/** Sequences by which a terminal is told of colours. */
const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');
