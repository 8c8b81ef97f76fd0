import { execFileSync } from 'node:child_process';

const python = '/usr/bin/python3';

/** Whether Debian's Python has a module. */
function has(module: string): boolean {
  try {
    execFileSync(python, ['-c', `import ${module}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Other people's readers; `npm test` installs them where that is possible. In CI they have to be there. */
const readersOfOthers = { mrcfile: has('mrcfile'), gemmi: has('gemmi') } as const;

/** True where a test that needs a reader may be left out. */
export const mayBeLeftOut = (reader: keyof typeof readersOfOthers): boolean =>
  !readersOfOthers[reader] && process.env.CI === undefined;

/** What a Python program prints as JSON. */
export function pythonSays(program: string, args: readonly string[]): unknown {
  return JSON.parse(
    execFileSync(python, ['-c', program, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
  );
}
