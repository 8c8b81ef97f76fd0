/**
 * How long the overlap ledger takes for 100 targets × 41 tilts, against naming every exposure alone: the ratio says what the
 * footprints and the dose on all frames cost. Run `npm run build` before.
 *
 *     node bench/ledger.mjs
 */
import { ledgerOf } from '../packages/pacetomo/dist/dose/ledger.js';
import { receivedDoses } from '../packages/pacetomo/dist/dose/received.js';
import { chooseGeometrySpots } from '../packages/pacetomo/dist/dose/spots.js';
import { defaultSettings } from '../packages/pacetomo/dist/plan/settings.js';

const settings = {
  ...defaultSettings(),
  pretiltDeg: -10,
  rotationDeg: 20,
  startTiltDeg: 9,
  minTiltDeg: -51,
  maxTiltDeg: 69,
};
const targets = Array.from({ length: 100 }, (_, i) => ({
  id: String(i + 1).padStart(3, '0'),
  stack: `ts_${i + 1}.mrc`,
  position: { x: 2.6 * ((((i + 55) % 100) % 10) - 5), y: 2.6 * (Math.floor(((i + 55) % 100) / 10) - 5) },
  stage: null,
  referenceMap: `preview_${i + 1}.mrc`,
  viewMap: `view_${i + 1}.mrc`,
  skip: false,
}));
const plan = {
  planVersion: 1,
  program: 'bench',
  name: 'bench',
  settings: { ...settings, viewAli: true, addAF: true, imageShiftLimitUm: 40 },
  targets,
  geometryPoints: [],
  targetsFile: { path: 'bench_tgts.txt', sha256: '' },
};
const beams = {
  record: { radiusUm: 1.25, doseEPerA2: 3 },
  view: { radiusUm: 10, doseEPerA2: 0.04 },
  preview: { radiusUm: 1.25, doseEPerA2: 0.4 },
  focus: { radiusUm: 1.25, doseEPerA2: 1 },
};
const known = {
  beams,
  recordExposureS: 1.46,
  camera: { size: { x: 5760, y: 4092 }, toSpecimen: { xx: 0.00027, xy: 0.00002, yx: -0.00002, yy: 0.00027 } },
  focusOffsetUm: 0,
  stageToSpecimen: { xx: -1, xy: 0, yx: 0, yy: -1 },
};
const dark = { ...known, beams: { record: null, view: null, preview: null, focus: null } };

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
/** Of the processor, so that others on the machine do not count. */
const secondsOf = (work, times = 7) =>
  median(
    Array.from({ length: times }, () => {
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1e6;
    }),
  );

const ledger = ledgerOf(plan, known);
const naming = secondsOf(() => ledgerOf(plan, dark));
const whole = secondsOf(() => {
  const { targets: places, exposures } = ledgerOf(plan, known);
  receivedDoses(places, exposures);
});
const wish = {
  sample: plan.settings,
  radiusUm: 1.25,
  tiltsDeg: [0],
  reachUm: 18,
  avoid: ledger.exposures.filter(({ what }) => what !== 'view').map(({ footprint }) => footprint),
};
const spots = secondsOf(() => chooseGeometrySpots(wish, 5), 3);
console.log(`${targets.length} targets, ${ledger.exposures.length} exposures`);
console.log(`naming them all: ${naming.toFixed(3)} s`);
console.log(`ledger with the dose on all frames: ${whole.toFixed(3)} s, ${(whole / naming).toFixed(1)} times that`);
console.log(`five spots for the slope: ${spots.toFixed(3)} s (${chooseGeometrySpots(wish, 5).kind})`);
