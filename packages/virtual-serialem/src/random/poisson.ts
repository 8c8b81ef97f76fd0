/** A source of 32 random bits a call, as a signed integer. */
export interface RandomBits {
  next(): number;
}

/** Above this mean a draw is put together from several: the tables stay small. */
const LARGEST_TABLE_MEAN = 1024;
/** Above this mean most of it is drawn in steps of 16 electrons: that many large tables would not stay in the cache. */
const FINE_UP_TO = 256;
const COARSE_STEP = 16;
/** Above this mean a Poisson number is a normal one: its skewness is 1/256, and a sum of tables would take ever longer. */
const LARGEST_SUMMED_MEAN = 65_536;
/** The tables stand at multiples of this mean. A finer step needs more tables, a coarser one more often a second draw. */
const STEP = 1 / 4;
/** How far the tables reach on either side, in standard deviations (plus a few electrons): beyond lies less than 1e-17. */
const REACH = 8.5;
const REACH_ELECTRONS = 14;

// All alias tables lie in one pool (a loop over pixels then touches one cache line a draw). They depend on the mean alone, so
// that they may be shared by everybody and built in any order. Column c of a table takes two words: a threshold t, and two outcomes of
// 16 bits, of which the lower is taken with the probability t / 2³¹.
const tables = new Int32Array(LARGEST_TABLE_MEAN / STEP + 1); // place of the first column times 32, plus the shift; 0: not built
let pool = new Int32Array(1 << 17);
let used = 0;

/**
 * A Poisson number with the given mean (electrons; 0 or more). Exact up to 65,536 by additivity: an alias table for the mean rounded down to
 * a multiple of a quarter (its probabilities to 2⁻³¹), plus inversion for what remains. Beyond, a normal number.
 */
export function drawPoisson(mean: number, bits: RandomBits): number {
  if (mean > LARGEST_SUMMED_MEAN) return drawNormal(mean, bits);
  let rest = mean;
  let drawn = 0;
  while (rest > LARGEST_TABLE_MEAN) {
    drawn += drawFromTable(LARGEST_TABLE_MEAN / STEP, bits);
    rest -= LARGEST_TABLE_MEAN;
  }
  if (rest > FINE_UP_TO) {
    const bulk = ((rest / COARSE_STEP) | 0) * COARSE_STEP;
    drawn += drawFromTable(bulk / STEP, bits);
    rest -= bulk;
  }
  const table = (rest * (1 / STEP)) | 0;
  const remainder = rest - table * STEP;
  const u = (bits.next() >>> 0) * 2 ** -32;
  // P(N > 0) = 1 − exp(−remainder) is below the remainder: mostly nothing has to be computed.
  if (u < remainder) drawn += invert(u, remainder);
  return table === 0 ? drawn : drawn + drawFromTable(table, bits);
}

/** A normal number of the same mean and variance, rounded (Box and Muller, Ann. Math. Stat. 29, 610, 1958). */
function drawNormal(mean: number, bits: RandomBits): number {
  const [u, v] = [((bits.next() >>> 0) + 0.5) * 2 ** -32, (bits.next() >>> 0) * 2 ** -32];
  return Math.max(0, Math.round(mean + Math.sqrt(-2 * mean * Math.log(u)) * Math.cos(2 * Math.PI * v)));
}

function drawFromTable(table: number, bits: RandomBits): number {
  if (tables[table] === 0) buildTable(table);
  const place = tables[table] ?? 0;
  const word = bits.next();
  const column = 2 * ((place >>> 5) + (word >>> place)); // a shift counts modulo 32
  const within = (word << -place) >>> 1;
  // The sign of the difference chooses: a branch here would be mispredicted half of the time.
  const isUpper = ~(within - (pool[column] ?? 0)) >>> 31;
  return ((pool[column + 1] ?? 0) >>> (isUpper << 4)) & 0xffff;
}

/** u has to exceed P(N = 0) … P(N = n − 1), read from the top: that is how small u goes with large N. */
function invert(u: number, mean: number): number {
  let probability = Math.exp(-mean);
  let above = 1 - probability;
  let n = 0;
  while (u < above && n < 30) {
    n += 1;
    probability *= mean / n;
    above -= probability;
  }
  return n;
}

/** Alias table by Vose's method (IEEE Trans. Softw. Eng. 17, 972, 1991). */
function buildTable(table: number): void {
  const mean = table * STEP;
  const reach = REACH * Math.sqrt(mean) + REACH_ELECTRONS;
  const from = Math.max(0, Math.floor(mean - reach));
  const log2 = Math.ceil(Math.log2(mean + reach - from + 1));
  const columns = 1 << log2;
  reserve(columns);

  const weight = poissonProbabilities(mean, from, columns);
  const total = weight.reduce((sum, value) => sum + value, 0);
  const small: number[] = [];
  const large: number[] = [];
  for (let i = 0; i < columns; i++) {
    weight[i] = ((weight[i] ?? 0) * columns) / total;
    ((weight[i] ?? 0) < 1 ? small : large).push(i);
  }
  tables[table] = (used << 5) + 32 - log2;
  pairUp(weight, from, small, large);
  used += columns;
}

function pairUp(weight: Float64Array, from: number, small: number[], large: number[]): void {
  for (let giver = large.pop(); giver !== undefined; giver = large.pop()) {
    const taker = small.pop();
    if (taker === undefined) {
      settle(giver, 1, giver, from);
      continue;
    }
    const share = weight[taker] ?? 0;
    settle(taker, share, giver, from);
    const left = (weight[giver] ?? 0) - (1 - share);
    weight[giver] = left;
    (left < 1 ? small : large).push(giver);
  }
  for (const column of small) settle(column, 1, column, from); // rounding only: all of these are 1 but for the last bits
}

function settle(column: number, share: number, other: number, from: number): void {
  pool[2 * (used + column)] = Math.min(2 ** 31 - 1, Math.round(share * 2 ** 31));
  pool[2 * (used + column) + 1] = (from + column) | ((from + other) << 16);
}

function poissonProbabilities(mean: number, from: number, count: number): Float64Array {
  const probabilities = new Float64Array(count);
  const mode = Math.min(Math.floor(mean) - from, count - 1);
  probabilities[mode] = 1; // the scale cancels
  for (let i = mode + 1; i < count; i++) probabilities[i] = ((probabilities[i - 1] ?? 0) * mean) / (from + i);
  for (let i = mode - 1; i >= 0; i--) probabilities[i] = ((probabilities[i + 1] ?? 0) * (from + i + 1)) / mean;
  return probabilities;
}

function reserve(columns: number): void {
  if (2 * (used + columns) <= pool.length) return;
  const larger = new Int32Array(2 * pool.length);
  larger.set(pool);
  pool = larger;
}
