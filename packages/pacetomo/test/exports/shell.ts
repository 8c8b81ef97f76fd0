import { execFileSync } from 'node:child_process';

/** What a script hands to the program that it starts, which is named by a variable; fails with what the script says. */
export function argumentsOf(script: string, program: string, given: readonly string[]): readonly string[] {
  const printed = execFileSync('sh', ['-c', script, 'script.sh', ...given], {
    env: { ...process.env, [program]: `${import.meta.dirname}/printArguments.sh` },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return printed.split('\n').slice(0, -1);
}
