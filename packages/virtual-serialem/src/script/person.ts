import type { PlaneVector } from '../column/planeMatrix.ts';
import type { DialogAnswer, DialogSettings } from '../scenario/dialogSchema.ts';

/** A dialog that stood on SerialEM's screen, or would have. */
export interface ShownDialog {
  /** The command that showed it. */
  readonly command: string;
  readonly text: string;
  /** What it was answered with, as the command reports it; 'cancelled' for none, 'not shown' where boxes are suppressed. */
  readonly answer: string;
}

/** What came of asking for a key. */
export interface KeyPoll {
  /** The key that was pressed since the last poll, a capital; null for none. */
  readonly pressed: string | null;
  /** What the image was dragged by before, µm of image shift on the specimen axes. */
  readonly dragUm: PlaneVector | null;
  /** Whether the person has lost patience and presses STOP. */
  readonly stops: boolean;
}

/** The dialogs that a session of a day may show are remembered; older ones are forgotten. */
const mostRemembered = 10_000;

/** The person who sits at SerialEM, or rather nobody: answers by rules, and presses keys in a given order. */
export class Person {
  /** What is answered where no rule fits. */
  readonly otherwise: 'yes' | 'no';
  readonly #settings: DialogSettings;
  readonly #uses: number[];
  #shown: ShownDialog[] = [];
  #nextKey = 0;
  #pollsForKey = 0;
  #pollsInVain = 0;

  constructor(settings: DialogSettings, otherwise: 'yes' | 'no') {
    this.#settings = settings;
    this.#uses = settings.answers.map(() => 0);
    this.otherwise = otherwise;
  }

  /** What a rule answers to a dialog; undefined when no rule fits. Counts as a use of the rule. */
  answerTo(command: string, text: string): DialogAnswer | undefined {
    const lower = text.toLowerCase();
    const index = this.#settings.answers.findIndex(
      (rule, at) =>
        (rule.command === undefined || rule.command.toLowerCase() === command.toLowerCase()) &&
        lower.includes(rule.contains.toLowerCase()) &&
        (rule.times === undefined || (this.#uses[at] ?? 0) < rule.times),
    );
    if (index < 0) return undefined;
    this.#uses[index] = (this.#uses[index] ?? 0) + 1;
    return this.#settings.answers[index]?.answer;
  }

  /** Remembers a dialog. */
  remember(dialog: ShownDialog): void {
    this.#shown.push(dialog);
    if (this.#shown.length > mostRemembered) this.#shown = this.#shown.slice(-mostRemembered / 2);
  }

  /** The dialogs so far, oldest first. */
  get shown(): readonly ShownDialog[] {
    return this.#shown;
  }

  /** The script asks whether a key was pressed. */
  poll(key: string): KeyPoll {
    const next = this.#settings.keys[this.#nextKey];
    if (next && key.toUpperCase() === (next.whileAskedFor ?? next.press).toUpperCase()) {
      this.#pollsForKey += 1;
      if (this.#pollsForKey >= next.afterPolls) {
        this.#nextKey += 1;
        this.#pollsForKey = 0;
        this.#pollsInVain = 0;
        return { pressed: next.press.toUpperCase(), dragUm: next.dragUm ?? null, stops: false };
      }
    }
    this.#pollsInVain += 1;
    const stops = this.#pollsInVain >= (this.#settings.patiencePolls ?? Number.POSITIVE_INFINITY);
    if (stops) this.#pollsInVain = 0;
    return { pressed: null, dragUm: null, stops };
  }
}
