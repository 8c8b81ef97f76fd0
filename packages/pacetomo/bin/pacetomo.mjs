#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(main)) await import(main.href);
else {
  console.error('pacetomo is not built yet. Run “npm start” once in the folder of the repository, or “npm run build”.');
  process.exitCode = 1;
}
