import { decodeText, encodeText } from './text.ts';

/**
 * The messages of SerialEM's scripting socket, bytes in and bytes out. Every message begins with its length, then a
 * function code (request) or a return value (reply), all little-endian and without padding.
 */

/** The function codes of the requests (`PythonServer.cpp`). */
const functionCode = { command: 1, handshake: 2, askForControl: 3, getImage: 4, putImage: 5 } as const;

/** One argument of a command: SerialEM gets each as a text and as a number and takes what it needs. */
export interface CommandArgument {
  readonly text: string;
  /** For a text: the number it begins with, or 0. */
  readonly number: number;
}

/** The request that carries an image into a buffer. Buffers are counted from 0 for A. */
export interface PutImageHeader {
  readonly type: number;
  readonly width: number;
  readonly height: number;
  readonly byteCount: number;
  readonly buffer: number;
  /** The buffer that lends its magnification, stage position and so on. */
  readonly baseBuffer: number;
  readonly extraBinning: number;
  /** -1 processed, -16 cropped at the centre, 1 captured, and so on. */
  readonly captureFlag: number;
  readonly chunkCount: number;
}

/** The reply that announces the pixels of a buffer; a byte count of 0 means that the buffer is empty. */
export interface ImageHeader {
  readonly type: number;
  readonly rowBytes: number;
  readonly width: number;
  readonly height: number;
  readonly byteCount: number;
  readonly chunkCount: number;
}

/** What a client may send. */
export type Request =
  | { readonly kind: 'command'; readonly code: number; readonly args: readonly CommandArgument[] }
  | { readonly kind: 'handshake' }
  | { readonly kind: 'askForControl' }
  | { readonly kind: 'getImage'; readonly buffer: number; readonly fft: boolean }
  | ({ readonly kind: 'putImage' } & PutImageHeader);

/** What SerialEM answers. */
export type Reply =
  | { readonly kind: 'command'; readonly scriptError: number; readonly values: readonly (number | string)[] }
  | { readonly kind: 'control'; readonly granted: boolean }
  | ({ readonly kind: 'image' } & ImageHeader)
  | { readonly kind: 'readyForImage' }
  | { readonly kind: 'transport'; readonly code: number };

/** A request that cannot be carried out, with the return value that SerialEM gives for it. */
export interface BadRequest {
  readonly kind: 'bad';
  readonly code: number;
  readonly why: string;
}

/** A reply that does not follow the protocol. */
export interface BadReply {
  readonly kind: 'bad';
  readonly why: string;
}

/** SerialEM's arrays of arguments have 20 places, of which the first is not used. */
const argumentPlaces = 20;
/** SerialEM reports at most six values. */
const mostValues = 6;

/** The bytes of a request. */
export function encodeRequest(request: Request): Uint8Array {
  switch (request.kind) {
    case 'command':
      return encodeCommand(request.code, request.args);
    case 'handshake':
      return framed([functionCode.handshake]);
    case 'askForControl':
      return framed([functionCode.askForControl]);
    case 'getImage':
      return framed([functionCode.getImage, request.buffer, request.fft ? 1 : 0]);
    case 'putImage': {
      const { type, width, height, byteCount, buffer, baseBuffer, extraBinning, captureFlag, chunkCount } = request;
      const about = [type, width, height, byteCount, buffer, baseBuffer, extraBinning, captureFlag, chunkCount];
      return framed([functionCode.putImage, ...about]);
    }
  }
}

/** The request in a whole message, its length word included. */
export function decodeRequest(message: Uint8Array): Request | BadRequest {
  const words = new DataView(message.buffer, message.byteOffset, message.byteLength);
  if (message.length < 8) return { kind: 'bad', code: -4, why: `a message of ${message.length} bytes` };
  const code = words.getInt32(4, true);
  if (code === functionCode.command) return decodeCommand(message, words);
  const needed = { 2: 8, 3: 8, 4: 16, 5: 44 }[code];
  if (needed === undefined) return { kind: 'bad', code: -1, why: `function code ${code}, which does not exist` };
  if (message.length !== needed) return wrongLength(`function ${code}`, message.length, needed);
  if (code === functionCode.handshake) return { kind: 'handshake' };
  if (code === functionCode.askForControl) return { kind: 'askForControl' };
  const long = (index: number): number => words.getInt32(4 + 4 * index, true);
  if (code === functionCode.getImage) return { kind: 'getImage', buffer: long(1), fft: long(2) !== 0 };
  const about = { type: long(1), width: long(2), height: long(3), byteCount: long(4) };
  const place = { buffer: long(5), baseBuffer: long(6), extraBinning: long(7), captureFlag: long(8) };
  return { kind: 'putImage', ...about, ...place, chunkCount: long(9) };
}

/** The bytes of a reply. More than six values are an Error: SerialEM's protocol has no room for them. */
export function encodeReply(reply: Reply): Uint8Array {
  switch (reply.kind) {
    case 'command':
      return encodeValues(reply.scriptError, reply.values);
    case 'control':
      return framed([0, reply.granted ? 1 : 0]);
    case 'image':
      return framed([0, reply.type, reply.rowBytes, reply.width, reply.height, reply.byteCount, reply.chunkCount]);
    case 'readyForImage':
      return framed([0]);
    case 'transport':
      return framed([reply.code]);
  }
}

/** The reply in a whole message. What it looks like depends on what was asked. */
export function decodeReply(asked: Exclude<Request['kind'], 'handshake'>, message: Uint8Array): Reply | BadReply {
  const words = new DataView(message.buffer, message.byteOffset, message.byteLength);
  if (message.length < 8) return { kind: 'bad', why: `a message of ${message.length} bytes` };
  const code = words.getInt32(4, true);
  if (code < 0) return message.length === 8 ? { kind: 'transport', code } : badLength(message.length, 8);
  if (code !== 0) return { kind: 'bad', why: `the return value ${code}, which does not exist` };
  if (asked === 'command') return decodeValues(message, words);
  const needed = { askForControl: 12, getImage: 32, putImage: 8 }[asked];
  if (message.length !== needed) return badLength(message.length, needed);
  if (asked === 'askForControl') return { kind: 'control', granted: words.getInt32(8, true) !== 0 };
  if (asked === 'putImage') return { kind: 'readyForImage' };
  const long = (index: number): number => words.getInt32(4 + 4 * index, true);
  const size = { rowBytes: long(2), width: long(3), height: long(4) };
  return { kind: 'image', type: long(1), ...size, byteCount: long(5), chunkCount: long(6) };
}

/** A message of 32-bit words, with its length in front. */
function framed(longs: readonly number[], array: Uint8Array = new Uint8Array(0)): Uint8Array {
  const message = new Uint8Array(4 + 4 * longs.length + array.length);
  const words = new DataView(message.buffer);
  words.setInt32(0, message.length, true);
  longs.forEach((value, index) => {
    words.setInt32(4 + 4 * index, value, true);
  });
  message.set(array, 4 + 4 * longs.length);
  return message;
}

/** A column of 32-bit words, a column of numbers, then the texts, each ending in a NUL; padded as SerialEM counts. */
function packed(flags: readonly number[], numbers: readonly number[], texts: readonly string[]): Uint8Array {
  const bytes = texts.map((text) => encodeText(text.split('\0', 1).join())); // as a C string ends
  const textLength = bytes.reduce((sum, text) => sum + text.length + 1, 0);
  const array = new Uint8Array(4 * Math.floor((12 * flags.length + textLength + 5) / 4));
  const words = new DataView(array.buffer);
  flags.forEach((flag, index) => {
    words.setInt32(4 * index, flag, true);
  });
  numbers.forEach((number, index) => {
    words.setFloat64(4 * flags.length + 8 * index, number, true);
  });
  let at = 12 * flags.length;
  for (const text of bytes) {
    array.set(text, at);
    at += text.length + 1;
  }
  return array;
}

function encodeCommand(code: number, args: readonly CommandArgument[]): Uint8Array {
  const places = args.length === 0 ? 0 : args.length + 1; // place 0 is not used
  const numbers = places === 0 ? [] : [0, ...args.map((arg) => arg.number)];
  const texts = places === 0 ? [] : ['', ...args.map((arg) => arg.text)];
  const array = packed(new Array<number>(places).fill(0), numbers, texts);
  return framed([functionCode.command, code, args.length, array.length / 4], array);
}

function decodeCommand(message: Uint8Array, words: DataView): Request | BadRequest {
  if (message.length < 20) return { kind: 'bad', code: -4, why: `a command of ${message.length} bytes` };
  const code = words.getInt32(8, true);
  const last = words.getInt32(12, true);
  const arrayBytes = 4 * words.getInt32(16, true);
  if (message.length !== 20 + arrayBytes) {
    const why = `command ${code} in ${message.length} bytes instead of ${20 + arrayBytes}`;
    return { kind: 'bad', code: -6, why };
  }
  if (last < 0 || last >= argumentPlaces)
    return { kind: 'bad', code: -5, why: `command ${code} with ${last} arguments` };
  if (last === 0) return { kind: 'command', code, args: [] };
  const places = last + 1;
  const texts = textsIn(message.subarray(20 + 12 * places), places);
  if (texts === undefined) return { kind: 'bad', code: -6, why: `command ${code} whose arguments do not fit in it` };
  const args = texts.map((text, index) => ({ text, number: words.getFloat64(20 + 4 * places + 8 * index, true) }));
  return { kind: 'command', code, args: args.slice(1) };
}

function encodeValues(scriptError: number, values: readonly (number | string)[]): Uint8Array {
  if (values.length > mostValues) throw new Error(`A reply of ${values.length} values; SerialEM has room for 6.`);
  const texts = values.filter((value) => typeof value === 'string');
  const flags = values.map((value) => (typeof value === 'string' ? 1 : 0));
  const numbers = values.map((value) => (typeof value === 'number' ? value : 0));
  const array = packed(flags, numbers, texts);
  return framed([0, values.length - 1, scriptError, array.length / 4], array);
}

function decodeValues(message: Uint8Array, words: DataView): Reply | BadReply {
  if (message.length < 20) return badLength(message.length, 24);
  const count = words.getInt32(8, true) + 1;
  const scriptError = words.getInt32(12, true);
  const arrayBytes = 4 * words.getInt32(16, true);
  if (message.length !== 20 + arrayBytes) return badLength(message.length, 20 + arrayBytes);
  if (count < 0 || count > mostValues) return { kind: 'bad', why: `${count} values, where 0 to 6 are possible` };
  if (arrayBytes < 12 * count) return { kind: 'bad', why: `${count} values in ${arrayBytes} bytes` };
  const isText = Array.from({ length: count }, (_, index) => words.getInt32(20 + 4 * index, true) !== 0);
  const texts = textsIn(message.subarray(20 + 12 * count), isText.filter(Boolean).length);
  if (texts === undefined) return { kind: 'bad', why: 'a text without its end' };
  const nextText = texts.values();
  const numbersAt = 20 + 4 * count;
  const values = isText.map((text, index) =>
    text ? (nextText.next().value ?? '') : words.getFloat64(numbersAt + 8 * index, true),
  );
  return { kind: 'command', scriptError, values };
}

/** That many texts, each ending in a NUL; undefined if they are not all there. */
function textsIn(bytes: Uint8Array, count: number): readonly string[] | undefined {
  const texts: string[] = [];
  for (let at = 0; texts.length < count; ) {
    const end = bytes.indexOf(0, at);
    if (end < 0) return undefined;
    texts.push(decodeText(bytes.subarray(at, end)));
    at = end + 1;
  }
  return texts;
}

function wrongLength(what: string, found: number, needed: number): BadRequest {
  return { kind: 'bad', code: found < needed ? -4 : -6, why: `${what} in ${found} bytes instead of ${needed}` };
}

function badLength(found: number, needed: number): BadReply {
  return { kind: 'bad', why: `a message of ${found} bytes where ${needed} are due` };
}
