import { cliProgram } from './cliProgram.ts';
import type { VirtualSerialEm } from './server.ts';

/** Ctrl-C and a polite kill end the command that runs, close the files and end the truth log; a second one does not wait for that. */
function closeOnSignal(virtual: VirtualSerialEm): void {
  let closing = false;
  const close = (): void => {
    if (closing) process.exit(1);
    closing = true;
    virtual.close().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

cliProgram({ write: (text) => process.stdout.write(text), started: closeOnSignal })
  .parseAsync()
  .catch(fail);
