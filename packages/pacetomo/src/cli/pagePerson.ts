import { StopRequested } from '../run/control.ts';
import type { ChoosingSite } from '../session/choosing/chooseOn.ts';
import type { FromJob, JobAnswer } from '../session/pageTalk.ts';
import { type PageLink, pageLink } from './pageLink.ts';
import { TerminalPerson } from './terminalPerson.ts';

/** Whom to ask, until it is closed. */
export type AskedPerson = NonNullable<ChoosingSite['person']> & { close(): void };

/** The person at the page if that has started this program, else the one at the terminal. */
export function personHere(control: { readonly stopping: boolean }): AskedPerson {
  const page = pageLink();
  return page === null ? new TerminalPerson(process.stdin, process.stdout, control) : new PagePerson(page, control);
}

type Question = Extract<FromJob, { type: 'question' }>;

/** How often it is looked whether somebody wants to stop while an answer is waited for, ms. */
const lookForStopMs = 200;

/**
 * The person at the page. No is what answers itself: it keeps nothing, exposes nothing and ends what asks again and again. A
 * number is waited for, because the proposal would be acted upon; a text that nobody types is none.
 */
export class PagePerson implements AskedPerson {
  readonly #page: PageLink;
  readonly #control: { readonly stopping: boolean };
  #asked = 0;

  constructor(page: PageLink, control: { readonly stopping: boolean }) {
    this.#page = page;
    this.#control = control;
  }

  async askYesNo(text: string): Promise<boolean> {
    return (await this.#ask(text, { kind: 'yes-no', byDefault: false }, true)) === true;
  }

  async askNumber(text: string, proposal: number, decimals: number): Promise<number | null> {
    const answer = await this.#ask(text, { kind: 'number', byDefault: proposal, decimals }, false);
    return typeof answer === 'number' && Number.isFinite(answer) ? answer : null;
  }

  async askText(text: string): Promise<string | null> {
    const answer = await this.#ask(text, { kind: 'text', byDefault: null }, true);
    return typeof answer === 'string' && answer !== '' ? answer : null;
  }

  async say(text: string): Promise<void> {
    console.log(text);
  }

  close(): void {}

  async #ask(text: string, answer: Question['answer'], mayAnswerItself: boolean): Promise<JobAnswer> {
    this.#asked += 1;
    const id = `q${this.#asked}`;
    console.log(text);
    return new Promise((resolve, reject) => {
      const watch = setInterval(() => this.#control.stopping && end(() => reject(new StopRequested())), lookForStopMs);
      const off = this.#page.onAnswer((answered, said) => answered === id && end(() => resolve(said)));
      const end = (settle: () => void): void => {
        clearInterval(watch);
        off();
        settle();
      };
      this.#page.tell({ type: 'question', id, text, answer, mayAnswerItself });
    });
  }
}
