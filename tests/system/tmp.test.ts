import { test } from 'vitest';
import { differenceAfter, undisturbed } from './crashMatrix.ts';

test('one', async () => {
  const t = performance.now();
  const r = await undisturbed();
  console.log(performance.now() - t, r.commands, r.lines, r.records.length, r.others);
  const t0 = performance.now();
  let c = 0;
  for (let n = 1; n < r.commands; n += 17)
    for (const when of ['before', 'after'] as const) {
      c++;
      const d = await differenceAfter({ at: 'command', number: n, when }, r);
      if (d) console.log(d);
    }
  for (let n = 1; n < r.lines; n += 7)
    for (const keep of [0, 60, 'whole'] as const) {
      c++;
      const d = await differenceAfter({ at: 'journal', number: n, keep }, r);
      if (d) console.log(d);
    }
  console.log((performance.now() - t0) / c, c);
});
