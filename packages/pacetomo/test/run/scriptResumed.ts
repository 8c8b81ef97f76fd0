import { parseTargets, settingNumber, type TargetsFile } from '@pacetomo/em-files';

/** What stays in the script itself, and the limit of the stage. */
interface Script {
  readonly groupSize: number;
  readonly maximumTiltDeg: number;
}

/**
 * The exposures that PACEtomo.py 1.9.2c would make if it resumed from a run file, as `target at tilt°` in order: the
 * arithmetic of behaviour C.4, C.5 and C.9 with all its defects, and nothing of the microscope.
 */
export function scriptWouldTake(text: string, { groupSize: g, maximumTiltDeg }: Script): readonly string[] {
  const file = parseTargets(text);
  const { startTilt, minTilt, maxTilt, step } = numbersIn(file);
  const { section, target: newest } = file.resumeAt ?? { section: 0, target: 0 };
  const branches = file.targets.map(({ keys, plus, minus }) => {
    if (plus === null || minus === null) throw new Error('KeyError');
    const isSkipped = keys.get('skip') === 'True';
    return { plus: { ...plus, skip: plus.skip || isSkipped }, minus: { ...minus, skip: minus.skip || isSkipped } };
  });
  const lastAngle = (branch: 'plus' | 'minus'): number => {
    const read = branches[newest]?.[branch].anglesDeg.at(-1);
    if (read === undefined) throw new Error('ValueError');
    return isMultiple(Math.floor(read), step) ? Math.floor(read) : Math.ceil(read);
  };
  const inPair = modulo(section - 1, 2 * g);
  let done = [Math.min(inPair, g), Math.floor(inPair / (g + 1))] as const;
  const hasMinus = (branches.at(-1)?.minus.anglesDeg.length ?? 0) > 0;
  let plus = lastAngle('plus') - (done[0] < g ? step : 0);
  let minus = hasMinus ? lastAngle('minus') + (done[0] === g ? step : 0) : startTilt;
  let from = newest + 1;
  const taken: string[] = [];
  const round = (branch: 'plus' | 'minus', tilt: number): void => {
    if (branches.every((own) => own[branch].skip)) return;
    if (Math.abs(tilt) > maximumTiltDeg) for (const own of branches) own[branch].skip = true;
    else {
      for (const [i, own] of branches.entries()) {
        if (i < from || (i > 0 && own[branch].skip)) continue;
        taken.push(`${file.targets[i]?.label} at ${tilt}`);
        if (tilt >= maxTilt || tilt <= minTilt) own[branch].skip = true;
      }
      from = 0;
    }
  };
  const groups = Math.ceil(Math.max(maxTilt - startTilt, Math.abs(minTilt - startTilt)) / g / step);
  for (let group = Math.floor((section - 1) / (2 * g)); group < groups; group++) {
    for (let i = done[0]; i < g; i++) {
      plus += step;
      round('plus', plus);
    }
    for (let i = done[1]; i < g; i++) {
      minus -= step;
      round('minus', minus);
    }
    done = [0, 0];
  }
  return taken;
}

function numbersIn(file: TargetsFile): Readonly<Record<'startTilt' | 'minTilt' | 'maxTilt' | 'step', number>> {
  const number = (name: string): number => settingNumber(file, name) ?? Number.NaN;
  return {
    startTilt: number('startTilt'),
    minTilt: number('minTilt'),
    maxTilt: number('maxTilt'),
    step: number('step'),
  };
}

const modulo = (a: number, b: number): number => ((a % b) + b) % b;
const isMultiple = (a: number, b: number): boolean => Math.abs(a / b - Math.round(a / b)) < 1e-9;
