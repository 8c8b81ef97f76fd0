import { readFileSync } from 'node:fs';
import * as fileSystem from 'node:fs/promises';
import * as operatingSystem from 'node:os';
import * as paths from 'node:path';
import * as emFiles from '@pacetomo/em-files';
import * as emFilesNode from '@pacetomo/em-files/node';
import { describe, expect, test } from 'vitest';

const modules: Readonly<Record<string, object>> = {
  'node:fs/promises': fileSystem,
  'node:os': operatingSystem,
  'node:path': paths,
  '@pacetomo/em-files': emFiles,
  '@pacetomo/em-files/node': emFilesNode,
};

/** The examples of a text, each as the lines of code that it has. */
function examplesIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/```ts\n([\s\S]*?)```/g), ([, code = '']) => code);
}

/** Runs an example; what it prints is given back, what its comments promise beside it. */
async function run(code: string): Promise<{ printed: readonly string[]; promised: readonly string[] }> {
  const body = code.replaceAll(/^import \{([^}]*)\} from '([^']*)';$/gm, 'const {$1} = modules["$2"];');
  const printed: string[] = [];
  const console = { log: (...values: unknown[]) => void printed.push(values.map(String).join(' ')) };
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  await new AsyncFunction('modules', 'console', body)(modules, console);
  const promised = Array.from(
    code.matchAll(/^(?:if \(.*?\) )?console\.log\(.*\); \/\/ (.*)$/gm),
    ([, text = '']) => text,
  );
  return { printed, promised };
}

const source = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const readme = examplesIn(source('README.md'));
const comments = ['src/index.ts', 'src/node.ts'].flatMap((path) => examplesIn(source(path).replaceAll(/^ \* ?/gm, '')));

describe('the examples', () => {
  test('are there', () => {
    expect(readme).toHaveLength(7);
    expect(comments).toHaveLength(2);
  });

  test.each([...readme, ...comments].map((code) => [code.split('\n').find((line) => line.includes('em-files')), code]))(
    '%s … runs and prints what it promises',
    async (_, code) => {
      const { printed, promised } = await run(code!);
      expect(printed).toEqual(promised);
    },
  );

  test('that print something else would be noticed', async () => {
    const { printed, promised } = await run("console.log('1'); // 2\n");
    expect(printed).not.toEqual(promised);
  });
});
