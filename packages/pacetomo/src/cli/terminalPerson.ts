import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { StopRequested } from '../run/control.ts';
import { Trouble } from '../run/errors.ts';
import type { ChoosingSite } from '../session/choosing/chooseOn.ts';

type Person = NonNullable<ChoosingSite['person']>;

/** How often it is looked whether the operator wants to stop while an answer is waited for, ms. */
const lookForStopMs = 200;

/** The person at the terminal. Close it when no more is to be asked. */
export class TerminalPerson implements Person {
  readonly #output: Writable;
  readonly #lines: Interface;
  readonly #control: { readonly stopping: boolean };
  /** Lines that were typed and not used yet. */
  readonly #typed: string[] = [];
  /** Somebody types, in contrast to a file of answers: what was typed before a question is no answer to it. */
  readonly #isTyped: boolean;
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(input: Readable, output: Writable, control: { readonly stopping: boolean }) {
    this.#output = output;
    this.#control = control;
    this.#isTyped = 'isTTY' in input && input.isTTY === true;
    this.#lines = createInterface({ input, output });
    this.#lines.on('line', (line) => {
      this.#typed.push(line.trim());
      this.#wake();
    });
    this.#lines.on('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
    this.#lines.on('SIGINT', () => process.emit('SIGINT')); // a terminal in use by readline makes no signal of Ctrl-C
  }

  async askYesNo(text: string): Promise<boolean> {
    for (;;) {
      const answer = await this.#ask(`${text} [y/n] `);
      if (/^y(es)?$/i.test(answer)) return true;
      if (/^no?$/i.test(answer)) return false;
    }
  }

  async askNumber(text: string, proposal: number, decimals: number): Promise<number | null> {
    for (;;) {
      const answer = await this.#ask(`${text} [${proposal.toFixed(decimals)}; - for none] `);
      if (answer === '') return proposal;
      if (answer === '-') return null;
      if (Number.isFinite(Number(answer))) return Number(answer);
    }
  }

  async askText(text: string): Promise<string | null> {
    const answer = await this.#ask(`${text} [- for none] `);
    return answer === '-' || answer === '' ? null : answer;
  }

  async say(text: string): Promise<void> {
    this.#output.write(`${text}\n`);
  }

  close(): void {
    this.#lines.close();
  }

  async #ask(question: string): Promise<string> {
    if (this.#isTyped) this.#typed.length = 0;
    this.#output.write(question);
    const watch = setInterval(() => this.#wake(), lookForStopMs);
    try {
      for (;;) {
        if (this.#control.stopping) throw new StopRequested();
        const line = this.#typed.shift();
        if (line !== undefined) return line;
        if (this.#isClosed) throw nobodyThere(question);
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      clearInterval(watch);
    }
  }
}

const nobodyThere = (question: string): Trouble =>
  new Trouble(
    'needs-person',
    `Nobody is at the terminal to answer “${question.trim()}”. Start it in a terminal, or let SerialEM ask with --guidance.`,
  );
