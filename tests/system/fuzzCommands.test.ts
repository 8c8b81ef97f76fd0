import { appendFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import {
  type CommandArgument,
  commandNamed,
  decodeReply,
  encodeRequest,
  MessageSplitter,
  numberText,
} from '@pacetomo/serialem-link';
import { commandNames, createVirtualSerialEm, loadScenario, type ScenarioInput } from '@pacetomo/virtual-serialem';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fuzzRuns, fuzzSeed } from './fuzzServer.ts';

// Every command with arguments that no script would give it. Set FUZZ_RUNS for a longer search; with FUZZ_TRACE=FILE each
// call is written down before it is made, which names the one that never ends.

/** A command and what goes with it. */
interface Call {
  readonly name: string;
  readonly args: readonly CommandArgument[];
}

const secret = 'nobody may read this';
const slowMs = 8000;

const anyName = fc.constantFrom(...commandNames());
const oddText = fc.constantFrom(
  '',
  ' ',
  'NaN',
  'Infinity',
  '-1e308',
  '1e300',
  '99999999999',
  '-2147483648',
  '0x10',
  '1,2',
  '$x',
  'x\ny',
  'T = 5',
  '"',
  '%s%n',
  'é€😀',
  '__proto__',
  'constructor',
);
const path = fc.constantFrom(
  '../precious.txt',
  '../new.mrc',
  '../session2/outside.txt',
  'OUTSIDE/../stray.txt',
  '//OUTSIDE/new.txt',
  'OUTSIDE/precious.txt',
  'OUTSIDE/new',
  '..',
  '.',
  'sub/../../new.txt',
  'stack.mrc',
  'stack.mrc.mdoc',
  'notes.txt',
  'a/b.mrc',
  'C:\\x\\y.mrc',
  'n'.repeat(300),
);
const word = fc.constantFrom('A', 'B', 'O', 'W', 'R', 'V', 'F', 'T', 'S', 'P', 'mine', 'W', 'sec', 'Note', 'id1');
const smallNumber = fc.oneof(fc.integer({ min: -3, max: 25 }), fc.double({ min: -70, max: 70, noNaN: true }));
const anyNumber = fc.oneof(fc.double(), fc.constantFrom(1e9, 2 ** 31, -1e9, 1e18, 1e300, Number.NaN, -0.0001));

const asText = fc.oneof({ weight: 3, arbitrary: word }, path, oddText, fc.string({ unit: 'binary', maxLength: 12 }));
const asNumber = fc.oneof({ weight: 3, arbitrary: smallNumber }, anyNumber);

const textArgument = fc.tuple(asText, anyNumber).map(([text, number]) => ({ text, number }));
const numberArgument = asNumber.map((number) => ({
  text: Number.isFinite(number) ? numberText(number) : `${number}`,
  number,
}));

/** Mostly as the table wants them, sometimes another kind, too few or too many. */
const argumentsFor = (name: string): fc.Arbitrary<readonly CommandArgument[]> => {
  const keys = [...(commandNamed(name)?.keys ?? '')];
  const fitting = keys.map((key) =>
    key.toUpperCase() === 'S'
      ? fc.oneof({ weight: 4, arbitrary: textArgument }, numberArgument)
      : fc.oneof({ weight: 4, arbitrary: numberArgument }, textArgument),
  );
  const shortened = fc.tuple(fc.tuple(...fitting), fc.nat(keys.length)).map(([all, drop]) => all.slice(0, drop));
  const whole = fc.tuple(...fitting);
  return fc.oneof(
    { weight: 4, arbitrary: whole },
    { weight: 2, arbitrary: shortened },
    fc.array(fc.oneof(textArgument, numberArgument), { maxLength: 19 }),
  );
};
const callOf = (name: string): fc.Arbitrary<Call> => argumentsFor(name).map((args) => ({ name, args }));
const anyCall = anyName.chain(callOf);

/** One virtual SerialEM with images, a file and navigator items, spoken to in bytes so that nothing is checked before. */
class Conversation {
  readonly outside: string;
  readonly #stream: Duplex;
  readonly #end: () => Promise<void>;
  readonly #replies = new MessageSplitter(2 ** 30);
  #arrived = (): void => {};

  constructor(outside: string, stream: Duplex, end: () => Promise<void>) {
    this.outside = outside;
    this.#stream = stream;
    this.#end = end;
    stream.on('data', (bytes: Uint8Array) => {
      this.#replies.add(bytes);
      this.#arrived();
    });
    stream.on('error', () => {}).on('close', () => this.#arrived());
  }

  static async begin(scenario: string | ScenarioInput): Promise<Conversation> {
    const outside = await mkdtemp(join(tmpdir(), 'fuzz-commands-'));
    await writeFile(join(outside, 'precious.txt'), secret);
    const virtual = await createVirtualSerialEm({ scenario, seed: 31, dir: join(outside, 'session') });
    const begun = new Conversation(outside, virtual.connect(), () => virtual.close());
    const set = (name: string, ...args: readonly (string | number)[]): Promise<unknown> =>
      begun.#ask({ name, args: args.map((arg) => ({ text: `${arg}`, number: Number(arg) || 0 })) });
    await set('OpenNewFile', 'stack.mrc');
    await set('R');
    await set('S');
    await set('Copy', 'A', 'O');
    await set('V');
    await set('AddStagePosAsNavPoint', 3, 4, 0);
    await set('AddStagePosAsNavPoint', 5, -4, 0);
    await set('SetVariable', 'mine', '12');
    return begun;
  }

  /** Makes a call and looks at what comes back and at what it left on the disk. */
  async expectAnswer(call: Call): Promise<void> {
    const args = call.args.map(({ text, number }) => ({ text: text.replaceAll('OUTSIDE', this.outside), number }));
    const trace = process.env.FUZZ_TRACE;
    if (trace !== undefined)
      appendFileSync(trace, `${Math.round(performance.now())} ${call.name} ${JSON.stringify(args)}\n`);
    await this.#ask({ name: 'NoMessageBoxOnError', args: [{ text: '1', number: 1 }] });
    const begun = performance.now();
    const reply = await this.#ask({ name: call.name, args });
    const tookMs = performance.now() - begun;
    const shown = `${call.name}(${args.map(({ text, number }) => `${JSON.stringify(text)}=${number}`).join(', ')})`;
    const said = JSON.stringify(reply);
    expect(reply, shown).not.toBeNull();
    expect(said, shown).not.toContain('An error of the virtual SerialEM');
    expect(said, shown).not.toContain('broke the engine');
    expect(said, shown).not.toContain(secret);
    expect(tookMs, `${shown} took ${Math.round(tookMs)} ms`).toBeLessThan(slowMs);
  }

  /** Nothing outside the folder was made, changed or taken away. */
  async end(): Promise<void> {
    this.#stream.destroy();
    await this.#end();
    expect((await readdir(this.outside)).sort()).toEqual(['precious.txt', 'session']);
    expect(await readFile(join(this.outside, 'precious.txt'), 'utf8')).toBe(secret);
    await rm(this.outside, { recursive: true, force: true });
  }

  async #ask({ name, args }: Call): Promise<unknown> {
    this.#stream.write(encodeRequest({ kind: 'command', code: commandNamed(name)!.code, args: args.slice(0, 19) }));
    for (;;) {
      const split = this.#replies.message();
      if (split.kind === 'message') return decodeReply('command', split.bytes);
      if (this.#stream.destroyed) return null;
      await new Promise<void>((on) => {
        this.#arrived = on;
      });
    }
  }
}

async function allAnswered(scenario: string | ScenarioInput, calls: readonly Call[]): Promise<void> {
  const conversation = await Conversation.begin(scenario);
  try {
    for (const call of calls) await conversation.expectAnswer(call);
  } finally {
    await conversation.end();
  }
}

describe('every call ends in a value or in a sentence', () => {
  test.each(commandNames())('%s', async (name) => {
    const some = Math.ceil(fuzzRuns / 6);
    const calls = fc.array(callOf(name), { minLength: some, maxLength: some, size: 'max' });
    await fc.assert(
      fc.asyncProperty(calls, (list) => allAnswered('quiet', list)),
      { ...fuzzSeed, numRuns: 1, endOnFailure: true },
    );
  });

  test('whatever came before it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCall, { minLength: 10, maxLength: 60, size: 'max' }), (calls) =>
        allAnswered('quiet', calls),
      ),
      { ...fuzzSeed, numRuns: Math.ceil(fuzzRuns / 2), endOnFailure: true },
    );
  });

  test('with images that are formed and correlated', async () => {
    const lamella = await loadScenario('lamella');
    const small = { ...lamella, camera: { ...lamella.camera, widthPx: 352, heightPx: 256 } };
    await fc.assert(
      fc.asyncProperty(fc.array(anyCall, { minLength: 10, maxLength: 60, size: 'max' }), (calls) =>
        allAnswered(small, calls),
      ),
      { ...fuzzSeed, numRuns: Math.ceil(fuzzRuns / 20), endOnFailure: true },
    );
  });
});
