import { createWriteStream } from 'node:fs';
import type { CommandObserver } from '../serialem/gate.ts';

/** Writes every command with its answer among the lines of the log for people (the setting debug). `end` closes the file. */
export function debugLog(path: string, now: () => Date): CommandObserver & { readonly end: () => Promise<void> } {
  const log = createWriteStream(path, { flags: 'a' });
  log.on('error', () => {}); // a run does not end because nobody can read of it
  let command = '';
  return {
    sent: (name, args) => {
      command = `${name}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`;
    },
    answered: (_name, outcome, tookMs) => {
      const answer = 'reply' in outcome ? JSON.stringify(outcome.reply) : String(outcome.error);
      const time = now().toISOString().slice(0, 19).replace('T', ' ');
      log.write(`${time}  DEBUG ${command} → ${answer ?? 'nothing'}, ${Math.round(tookMs)} ms\n`);
    },
    end: () => new Promise((ended) => log.end(() => ended())),
  };
}
