import type { AnyReply, Command, ExternalCommand, ReplyOf } from './commands.ts';

/** The values that came back, in the form that the command's row in the table promises, or why they are not in it. */
export type ShapedReply<N extends ExternalCommand> =
  | { readonly fits: true; readonly reply: ReplyOf<N> }
  | { readonly fits: false; readonly why: string };

/**
 * Gives the values of a reply the form of the table.
 *
 * A later SerialEM may report more values than this table knows; these are left out, and those of a command that is not
 * known to report any are ignored. Fewer values, a text for a number, or a number that is not finite do not fit.
 */
export function shapeReply<N extends ExternalCommand>(
  command: Command,
  values: readonly (number | string)[],
): ShapedReply<N> {
  if (values.some((value) => typeof value === 'number' && !Number.isFinite(value))) {
    return { fits: false, why: `it contains a number that is not finite: ${listed(values)}` };
  }
  const shapes = command.reply.split('|');
  const shape = bestShape(shapes, values.map((value) => (typeof value === 'number' ? 'n' : 't')).join(''));
  if (shape === undefined) {
    return { fits: false, why: `it holds ${listed(values)}; expected was ${shapes.map(described).join(' or ')}` };
  }
  const kept = shape === '*' ? values : values.slice(0, shape.length);
  return { fits: true, reply: asReply(kept) as ReplyOf<N> };
}

function bestShape(shapes: readonly string[], found: string): string | undefined {
  if (shapes.includes('*')) return '*';
  if (shapes.includes(found)) return found;
  if (shapes.length === 1 && shapes[0] === '') return '';
  const beginnings = shapes.filter((shape) => shape !== '' && found.startsWith(shape));
  return beginnings.sort((a, b) => b.length - a.length)[0];
}

function asReply(values: readonly (number | string)[]): AnyReply {
  return values.length <= 1 ? values[0] : values;
}

function described(shape: string): string {
  if (shape === '') return 'nothing';
  return Array.from(shape, (kind) => (kind === 't' ? 'text' : 'number')).join(', ');
}

function listed(values: readonly (number | string)[]): string {
  return values.length === 0
    ? 'nothing'
    : values.map((value) => (typeof value === 'string' ? JSON.stringify(value) : value)).join(', ');
}
