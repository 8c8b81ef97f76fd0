/** A plain decoder of grey baseline JPEG files for tests, written from the standard: it shares nothing with the encoder. */
export function decodeJpeg(file: Uint8Array): { widthPx: number; heightPx: number; pixels: Uint8Array } {
  const steps: number[] = [];
  const tables = new Map<number, Map<string, number>>();
  let [widthPx, heightPx, at] = [0, 0, 2];
  while (file[at] === 0xff && file[at + 1] !== 0xda) {
    const [marker, length] = [file[at + 1]!, file[at + 2]! * 256 + file[at + 3]!];
    const body = file.subarray(at + 4, at + 2 + length);
    if (marker === 0xdb) steps.push(...body.subarray(1, 65));
    if (marker === 0xc0) [heightPx, widthPx] = [body[1]! * 256 + body[2]!, body[3]! * 256 + body[4]!];
    if (marker === 0xc4) tables.set(body[0]!, huffman(body));
    at += 2 + length;
  }
  at += 2 + file[at + 2]! * 256 + file[at + 3]!;
  const bits = bitsOf(file.subarray(at, file.length - 2));
  return { widthPx, heightPx, pixels: picture(bits, steps, tables, widthPx, heightPx) };
}

function huffman(body: Uint8Array): Map<string, number> {
  const codes = new Map<string, number>();
  let [code, at] = [0, 17];
  for (let length = 1; length <= 16; length++) {
    for (let i = 0; i < body[length]!; i++) codes.set((code++).toString(2).padStart(length, '0'), body[at++]!);
    code <<= 1;
  }
  return codes;
}

function bitsOf(data: Uint8Array): { take(count: number): string } {
  const bytes = data.filter((value, i) => !(value === 0 && data[i - 1] === 0xff));
  let at = 0;
  return {
    take(count) {
      let text = '';
      for (; text.length < count; at++) text += (bytes[at >> 3]! >> (7 - (at & 7))) & 1;
      return text;
    },
  };
}

const zigzag = [
  0, 1, 5, 6, 14, 15, 27, 28, 2, 4, 7, 13, 16, 26, 29, 42, 3, 8, 12, 17, 25, 30, 41, 43, 9, 11, 18, 24, 31, 40, 44, 53,
  10, 19, 23, 32, 39, 45, 52, 54, 20, 22, 33, 38, 46, 51, 55, 60, 21, 34, 37, 47, 50, 56, 59, 61, 35, 36, 48, 49, 57,
  58, 62, 63,
];

function picture(
  bits: { take(count: number): string },
  steps: readonly number[],
  tables: ReadonlyMap<number, ReadonlyMap<string, number>>,
  widthPx: number,
  heightPx: number,
): Uint8Array {
  const symbol = (table: number): number => {
    for (let code = ''; code.length <= 16; ) {
      code += bits.take(1);
      const found = tables.get(table)!.get(code);
      if (found !== undefined) return found;
    }
    throw new Error('no such code');
  };
  const value = (size: number): number => {
    if (size === 0) return 0;
    const text = bits.take(size);
    return text[0] === '1' ? Number.parseInt(text, 2) : Number.parseInt(text, 2) - 2 ** size + 1;
  };
  const pixels = new Uint8Array(widthPx * heightPx);
  let mean = 0;
  for (let top = 0; top < heightPx; top += 8) {
    for (let left = 0; left < widthPx; left += 8) {
      const listed = new Array<number>(64).fill(0);
      mean += value(symbol(0x00));
      listed[0] = mean;
      for (let k = 1; k < 64; k++) {
        const both = symbol(0x10);
        if (both === 0) break;
        k += both >> 4;
        listed[k] = value(both & 15);
      }
      const natural = zigzag.map((place) => listed[place]! * steps[place]!);
      for (let y = 0; y < 8 && top + y < heightPx; y++) {
        for (let x = 0; x < 8 && left + x < widthPx; x++) {
          let sum = 0;
          natural.forEach((coefficient, i) => {
            const [u, v] = [i % 8, Math.floor(i / 8)];
            const scale = (u === 0 ? Math.SQRT1_2 : 1) * (v === 0 ? Math.SQRT1_2 : 1);
            sum +=
              scale *
              coefficient *
              Math.cos(((2 * x + 1) * u * Math.PI) / 16) *
              Math.cos(((2 * y + 1) * v * Math.PI) / 16);
          });
          pixels[(top + y) * widthPx + left + x] = Math.min(255, Math.max(0, Math.round(sum / 4 + 128)));
        }
      }
    }
  }
  return pixels;
}
