import type { PersonAtSerialEm } from '../microscope/choosing.ts';
import type { CommandGate } from './gate.ts';
import { orRefused } from './orRefused.ts';
import { plainText } from './plainText.ts';

/** Variable that a typed text goes through; gone when the connection ends. */
const typedText = 'paceTypedText';

/** How often a key is asked for, s: as often as the original does. */
const pollS = 0.1;

/** The person at SerialEM. */
export function personAtSerialEmOf(gate: CommandGate): PersonAtSerialEm {
  return {
    keyPressed: async (key) => {
      await gate.send('Delay', pollS, 's');
      return (await gate.send('KeyBreak', key)) === 1;
    },
    askYesNo: (text) => withBoxes(gate, async () => (await gate.send('YesNoBox', plainText(text))) === 1),
    // a box that is cancelled is an error of the script, as SerialEM sees it
    askNumber: (text, proposal, decimals) =>
      orRefused(gate.send('EnterDefaultedNumber', proposal, decimals, plainText(text)), null),
    askText: (text) => orRefused(typed(gate, plainText(text)), null),
    say: async (text) => {
      for (const line of text.split('\n')) await gate.send('Echo', plainText(line)); // Echo makes blanks of line ends
    },
  };
}

async function typed(gate: CommandGate, text: string): Promise<string> {
  await gate.send('EnterString', typedText, text);
  return String(await gate.send('GetVariable', typedText));
}

/** While SerialEM keeps boxes off the screen it answers a question with no by itself; here a person is to be asked. */
async function withBoxes<T>(gate: CommandGate, ask: () => Promise<T>): Promise<T> {
  await gate.send('NoMessageBoxOnError', 0);
  const answer = await ask();
  await gate.send('NoMessageBoxOnError', 1);
  return answer;
}
