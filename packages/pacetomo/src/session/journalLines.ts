import { crc32 } from 'node:zlib';
import { Trouble } from '../run/errors.ts';
import { eventSchema } from '../run/eventSchema.ts';
import type { RunEvent } from '../run/events.ts';

/** What every line says besides its event. */
export interface Stamp {
  readonly v: 1;
  /** Counts lines from 1, without gaps. */
  readonly seq: number;
  /** UTC, ISO 8601. */
  readonly t: string;
  /** Milliseconds of a clock that never jumps, comparable within one `boot`. */
  readonly mono: number;
  /** Identity of the process that wrote the line. */
  readonly boot: string;
}

/** An event as it stands in the journal. */
export type StampedEvent = Stamp & RunEvent;

/** One line: CRC-32 of the JSON text as eight hexadecimal digits, a blank, the JSON text, a line feed. */
export function formatLine(stamp: Stamp, event: RunEvent): string {
  const json = JSON.stringify({ ...stamp, ...event });
  return `${checksum(json)} ${json}\n`;
}

/** The lines of a journal, and how many bytes of it are whole. */
export interface JournalContent {
  readonly events: readonly StampedEvent[];
  /** Bytes that are good; whatever follows is the torn tail of a write that never ended. */
  readonly wholeBytes: number;
}

/**
 * Reads a journal up to its last whole line. A torn last line is left out: nothing was done on the strength of it.
 *
 * @throws Trouble `damaged-journal` when a bad line is followed by good ones, or a line is out of sequence.
 */
export function parseJournal(bytes: Uint8Array): JournalContent {
  const events: StampedEvent[] = [];
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(0x0a, start);
    const event = end < 0 ? null : parseLine(Buffer.from(bytes.subarray(start, end)).toString('utf8'));
    if (event === null) {
      if (end >= 0 && end + 1 < bytes.length) throw damaged(events.length + 1, 'is damaged, but more lines follow it');
      break;
    }
    if (event.seq !== events.length + 1) throw damaged(events.length + 1, `carries the number ${event.seq}`);
    events.push(event);
    start = end + 1;
  }
  return { events, wholeBytes: start };
}

/** The JSON text of a line, without its line feed; null when the line is not whole. */
export function jsonOfLine(line: string): string | null {
  const json = line.slice(9);
  return line[8] === ' ' && line.slice(0, 8) === checksum(json) ? json : null;
}

function parseLine(line: string): StampedEvent | null {
  const json = jsonOfLine(line);
  return json === null ? null : eventOfJson(json);
}

/** The event in the JSON text of a line. Throws `damaged-journal` when this version does not know it. */
export function eventOfJson(json: string): StampedEvent {
  const value: unknown = JSON.parse(json);
  const event = eventSchema.safeParse(value);
  if (!event.success)
    throw new Trouble(
      'damaged-journal',
      `The journal holds a record that this version does not know: ${json.slice(0, 111)}. Use the version of the program that began the run.`,
    );
  return value as StampedEvent; // the schema has just said so; the stamp is ours, guarded by the checksum
}

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, '0');

function damaged(line: number, how: string): Trouble {
  return new Trouble(
    'damaged-journal',
    `Line ${line} of the journal ${how}. The file was changed after it was written; nothing was exposed. Restore it from a copy, or start a new run for the targets that are missing.`,
  );
}
