import { test } from 'vitest';
import { seenOf } from './settingsWorld.ts';
import { smallPlan } from './smallPlan.ts';
  const scenario = {
    specimen: {
      kind: 'holeyFilm',
      film: { slopeDeg: 0, sagUm: 0, sagSpreadUm: 0, wavinessUm: 0, rotationDeg: 5 },
      content: { contrast: 0.3 },
    },
    camera: { images: 'formed', widthPx: 256, heightPx: 256, countsPerElectron: 1 },
    alignment: { method: 'images' },
    optics: {
      magnifications: [
        { index: 10, magnification: 740, pixelSizeNm: 800 },
        { index: 17, magnification: 4800, pixelSizeNm: 94 },
        { index: 28, magnification: 33_000, pixelSizeNm: 10 },
        { index: 29, magnification: 42_000, pixelSizeNm: 8 },
      ],
    },
    lowDose: { view: { doseRateEPerA2PerS: 0.4 } },
  };
  const place = (n: number) => ({ xUm: n * 2.88, yUm: n * 0.16 });
test('x', async () => {
  let at: any;
  const seen = await seenOf(smallPlan({
tgtPattern: true, alignToP: true, refineVec: true, patternSize: 2, pretiltDeg: 0, minTiltDeg: 0, maxTiltDeg: 3 ,
vecA0Um: 2.88, vecA1Um: 0.16, vecB0Um: -0.16, vecB1Um: 2.88 , 
  }, { places: [place(0), place(1), place(2)] }), { scenario, prepare: async (c, scope) => {
    await c.call('V');
    await c.call('CropCenterToSize', 'A', 80, 80);
    const im = await (c as any).image?.('A');
    await c.call('Copy', 'A', 'P');
    at = scope.exposures.at(-1);
  } });
  console.log(seen.ending, at.specimenPointUm, at.look.meanCounts, seen.exposures.map(({command, specimenPointUm: {x,y}, look}) => `${command} ${x.toFixed(2)} ${y.toFixed(2)} ${look!.meanCounts.toFixed(1)}`), seen.events.filter(e => e.type==='remark').map(e => (e as any).text), seen.commands.filter(c=>/AlignTo|ReportAlignShift/.test(c.name)).map(c=>c.name+' '+JSON.stringify(c.args)+' '+JSON.stringify(c.reply)).join('\n'));
});
