/** A number given on the command line. Throws an Error with a sentence. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new Error(`"${text}" is not a number.`);
  return value;
}

/** A number of zero or more. */
export function notNegative(text: string): number {
  const value = number(text);
  if (value < 0) throw new Error(`${text} is below zero.`);
  return value;
}

/** A whole number of zero or more. */
export function wholeNumber(text: string): number {
  const value = notNegative(text);
  if (!Number.isInteger(value)) throw new Error(`${text} is not a whole number.`);
  return value;
}
