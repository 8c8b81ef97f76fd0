import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forImod } from '../../src/exports/imod.ts';
import { anySeries, hasDoses } from './anySeries.ts';
import { lamella, withImages } from './lamella.ts';
import { numbersIn, offBy, textAt } from './reading.ts';

const made = forImod(lamella);

describe('for IMOD', () => {
  test('tilts stand in the order of the stack on the disk, not of acquisition', () => {
    expect(textAt(made, 'imod/lam_ts_004.rawtlt')).toBe('-1.99\n1.02\n3.98\n7.00\n10.01\n13.02\n16.03\n19.01\n');
  });

  test('a lamella that lies level at +10° has −12° where the stage had −2°', () => {
    expect(textAt(made, 'imod/lam_ts_004_level.rawtlt')).toBe('-11.99\n-8.98\n-6.02\n-3.00\n0.01\n3.02\n6.03\n9.01\n');
  });

  test('there are no levelled tilts where the slope is not known, is none, or runs along the axis', () => {
    for (const slope of [null, { pretiltDeg: 0, rotationDeg: 0 }, { pretiltDeg: 12, rotationDeg: 90 }])
      expect(forImod({ ...lamella, slope }).files.map(({ path }) => path)).not.toContain(
        'imod/lam_ts_004_level.rawtlt',
      );
  });

  test('a line of doses is that before an image and its own, as mtffilter -dtype 2 reads them (IMOD 5)', () => {
    const doses = numbersIn(textAt(made, 'imod/lam_ts_004.dose'));
    expect(doses[4]).toEqual([0.75, 4.5]);
    expect(doses[0]).toEqual([25.1, 3.25]);
    expect(doses).toHaveLength(8);
  });

  test('the order of acquisition names section, tilt and doses', () => {
    expect(textAt(made, 'imod/lam_ts_004_order.csv').split('\n').slice(0, 3)).toEqual([
      'order,section,tilt,dose,prior_dose',
      '1,4,10.01,4.5000,0.7500',
      '2,5,13.02,3.2500,5.3000',
    ]);
  });

  test('the directives are names that batchruntomo checks against directives.csv', () => {
    expect(textAt(made, 'imod/lam_ts_004.adoc')).toBe(
      [
        'setupset.copyarg.name = lam_ts_004',
        'setupset.copyarg.dual = 0',
        'setupset.copyarg.pixel = 0.27000',
        'setupset.copyarg.rotation = 85.30',
        'setupset.copyarg.extract = 1',
        'setupset.copyarg.binning = 2',
        'setupset.copyarg.voltage = 300',
        'setupset.copyarg.defocus = 4250',
        '',
      ].join('\n'),
    );
  });

  test('what is not known has no directive', () => {
    const little = { ...withImages(() => ({ targetDefocusUm: null })), pixelSizeA: null, axisAngleDeg: null };
    const text = textAt(forImod({ ...little, voltageKv: null, binning: 0.5 }), 'imod/lam_ts_004.adoc');
    expect(text.match(/copyarg\.\w+/g)).toEqual(['copyarg.name', 'copyarg.dual', 'copyarg.extract']);
  });

  test('without a dose there is no list of doses, empty cells, and a sentence', () => {
    const { files, notes } = forImod(withImages((_, at) => ({ doseEPerA2: at === 3 ? 0 : 3 })));
    expect(files.map(({ path }) => path)).not.toContain('imod/lam_ts_004.dose');
    expect(files.find(({ path }) => path.endsWith('.csv'))?.text).toContain('\n1,4,10.01,,\n');
    expect(notes).toEqual(['IMOD has no list of doses of lam_ts_004: the dose of its images is not known.']);
  });

  test('a stack with a section that the mdoc does not describe gets no lists', () => {
    const { files, notes } = forImod(withImages(({ section }) => ({ section: section + 1 })));
    expect(files).toEqual([]);
    expect(notes).toEqual([
      'Nothing is made of lam_ts_004 for IMOD: its mdoc does not have one image for each section.',
    ]);
  });

  test('the lists of any series give its tilts and doses back in the order of its sections', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const bySection = series.images.toSorted((a, b) => a.section - b.section);
        const all = forImod(series);
        const tilts = bySection.map(({ tiltDeg }) => [tiltDeg]);
        expect(offBy(numbersIn(textAt(all, `imod/${series.name}.rawtlt`)), tilts)).toBeLessThan(0.00501);
        const known = hasDoses(series);
        expect(all.files.some(({ path }) => path === `imod/${series.name}.dose`)).toBe(known);
        if (!known) return;
        const doses = bySection.map(({ priorDoseEPerA2, doseEPerA2 }) => [priorDoseEPerA2, doseEPerA2]);
        expect(offBy(numbersIn(textAt(all, `imod/${series.name}.dose`)), doses)).toBeLessThan(0.0000501);
      }),
    );
  });
});
