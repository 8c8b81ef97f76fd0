// IEEE 754 half precision: sign, five bits of exponent (bias 15), ten of fraction. MRC mode 12 stores pixels so.

/** The number that 16 bits of half precision stand for. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** The half precision number nearest to a number, as 16 bits; of two equally near the one with an even last bit. */
export function toFloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  // Halfway between the largest half precision number, 65504, and the next power of two.
  if (magnitude >= 65520) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | roundToEven(magnitude * 2 ** 24);
  const exponent = exponentOf(magnitude);
  // Rounding up to 2048 carries into the exponent by itself, for the bits lie next to each other.
  return sign | (((exponent + 15) << 10) + roundToEven(magnitude * 2 ** (10 - exponent)) - 1024);
}

/** The exponent e with 2^e ≤ magnitude < 2^(e+1), for normal half precision numbers. */
function exponentOf(magnitude: number): number {
  let exponent = -14;
  while (magnitude >= 2 ** (exponent + 1)) exponent++;
  return exponent;
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
