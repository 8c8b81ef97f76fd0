/** How thoroughly to test: 1 for every change, more for a night (`npm run nightly`). */
const thoroughness = Math.max(1, Number(process.env.THOROUGH ?? 1));

/** A number of trials for today. */
export const budget = (trials: number): number => Math.round(trials * thoroughness);

/** From one trial to the next, where all of them are numbered: 1 tries all. */
export const strideOf = (stride: number): number => Math.max(1, Math.round(stride / thoroughness));
