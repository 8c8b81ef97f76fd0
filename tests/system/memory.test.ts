import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const soak = join(import.meta.dirname, '../../bench/soak.mjs');

// The long form, 5000 exposures with a tighter bound, is `npm run soak`; it takes minutes.
test('memory stays flat over 400 exposures, at 80 places and 5 tilts each', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', soak, '400'], { encoding: 'utf8' });
  expect(`${stdout}${stderr}`).toMatch(/slope: -?\d+ bytes per exposure in use/);
  expect(status, `${stdout}${stderr}`).toBe(0);
});
