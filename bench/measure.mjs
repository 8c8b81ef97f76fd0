/** Seconds that some work takes, asynchronous or not. */
export async function seconds(work) {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

/**
 * Seconds of processor time that one of many repetitions takes, the best of a few tries: on a busy computer the clock on
 * the wall says little.
 */
export async function bestSecondsEach(tries, times, work) {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < tries; i += 1) {
    const begun = process.cpuUsage();
    for (let n = 0; n < times; n += 1) await work();
    const { user, system } = process.cpuUsage(begun);
    best = Math.min(best, (user + system) / 1e6 / times);
  }
  return best;
}

/** One line: how many in a second, and the ratio to something that was measured in the same run. */
export function report(what, rate, unit, ratio, against) {
  const digits = rate < 10 ? 3 : 1;
  console.log(
    `${what.padEnd(28)} ${rate.toFixed(digits).padStart(9)} ${unit.padEnd(6)} ${ratio.toFixed(2).padStart(9)} ${against}`,
  );
}

/** A heading over some lines. */
export function heading(text) {
  console.log(`\n${text}`);
}
