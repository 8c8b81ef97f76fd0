import { type CommandOutcome, commandNamed, duplexPair, SerialEmClient, serve } from '@pacetomo/serialem-link';
import type { ExposurePermit } from '../../src/microscope/microscope.ts';

/** What answers a command: values, an error text, or what depends on the arguments and on how often it was asked. */
type Answer = readonly (number | string)[] | Error | ((args: readonly string[], nth: number) => CommandOutcome);

/** A SerialEM that answers as it was told, with zeros and empty texts to all else, and remembers every command that reached it. */
export interface ScriptedSerialEm {
  readonly client: SerialEmClient;
  /** As SerialEM would write them: `TiltTo(3)`. */
  readonly arrived: string[];
}

export function scriptedSerialEm(answers: Readonly<Record<string, Answer>> = {}): ScriptedSerialEm {
  const [here, there] = duplexPair();
  const arrived: string[] = [];
  const asked = new Map<string, number>();
  serve(there, {
    askForControl: () => true,
    run: async ({ name = '', args }) => {
      const texts = args.map(({ text }) => text.replace(/^(-?\d+)\.$/, '$1'));
      arrived.push(`${name}(${texts.join(', ')})`);
      const nth = (asked.get(name) ?? 0) + 1;
      asked.set(name, nth);
      const answer = answers[name] ?? nothing(name);
      if (answer instanceof Error) return { failed: answer.message };
      return typeof answer === 'function' ? answer(texts, nth) : { values: answer };
    },
    image: async () => null,
    putImage: async () => {},
    disconnected: () => {},
  });
  return { client: new SerialEmClient(here), arrived };
}

/** What a command of the table reports at least, as zeros and empty texts. */
function nothing(name: string): readonly (number | string)[] {
  const [shape = ''] = (commandNamed(name)?.reply ?? '').split('|');
  return [...shape.replace('*', '')].map((kind) => (kind === 'n' ? 0 : ''));
}

/** A permit as a journal would give it. */
export const freshPermit = (): ExposurePermit => Object.freeze({}) as ExposurePermit;

/** An answer for SerialEM's errors. */
export const refused = new Error('SerialEM does not do that');
