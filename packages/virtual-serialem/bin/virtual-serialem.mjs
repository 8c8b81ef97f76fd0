#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/cli.js', import.meta.url);
if (existsSync(main)) await import(main.href);
else {
  console.error(
    'virtual-serialem is not built yet. Run “npm start” once in the folder of the repository, or “npm run build”.',
  );
  process.exitCode = 1;
}
