import { expect, test } from 'vitest';
import { fitPlane } from '../../src/geometry/planeFit.ts';
import { planeHeightUm } from '../../src/geometry/sampleTilt.ts';
import { fitTiltAxis, type TiltedReading } from '../../src/geometry/tiltAxisFit.ts';
import { geometryPanels, tiltAxisPanels } from '../../src/session/measuring/measurementPanels.ts';
import { drawMeasurement } from '../../src/session/measuring/measurementPlot.ts';
import { geometryWords, tiltAxisWords } from '../../src/session/measuring/measurementWords.ts';

/** Scatter that is the same every time, µm. */
const scatterUm = (i: number): number => 0.04 * Math.sin(5 * i + 1);

/** An axis 1.3 µm off, at three places; one reading is nonsense. */
function tiltAxis() {
  const readings = [-15, -10, -5, 0, 5, 10, 15].flatMap((tiltDeg, t) =>
    [-5, 0, 5].map((acrossUm, p): TiltedReading => {
      const change = (acrossUm - 1.3) * Math.tan((tiltDeg * Math.PI) / 180);
      const nonsense = tiltDeg === 10 && acrossUm === 0 ? 2.2 : 0;
      return { acrossUm, tiltDeg, defocusUm: -4.7 + change + scatterUm(3 * t + p) + nonsense };
    }),
  );
  const fit = fitTiltAxis(readings, 0.3);
  if (fit === null) throw new Error('there is no fit');
  return { kind: 'measured', oldUm: 0.5, offsetUm: 0.5 + fit.axisUm, fit, readings, failed: 1, isSet: false } as const;
}

/** A lamella at −11°, turned by 15°, twice at each of six points; one reading is nonsense. */
function geometry() {
  const places = [
    { x: 0.4, y: -0.3 },
    { x: 4.1, y: 5.2 },
    { x: -3.8, y: 6.1 },
    { x: -4.4, y: -5.7 },
    { x: 3.5, y: -6.3 },
    { x: 0.9, y: 3.2 },
  ];
  const readings = [...places, ...places].map((position, i) => {
    const heightUm = planeHeightUm({ pretiltDeg: -11, rotationDeg: 15 }, position) - 4.85 + scatterUm(i);
    return { position, heightUm: heightUm + (i === 4 ? 1.8 : 0) };
  });
  const plane = fitPlane(readings, 0.3);
  if (plane.kind !== 'plane') throw new Error('there is no plane');
  return { kind: 'measured', plane, readings, failed: 0 } as const;
}

/** Throws when tags do not close as they opened, or a character stands where XML forbids it. */
function checkXml(text: string): void {
  const open: string[] = [];
  for (const [tag, closing, name, rest, selfClosing] of text.matchAll(
    /<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
  )) {
    if (closing === '/') expect(open.pop(), tag).toBe(name);
    else if (selfClosing === '') open.push(name!);
    expect(rest).not.toMatch(/&(?!(amp|lt|gt|quot|apos|#\d+);)/);
  }
  expect(open).toEqual([]);
  const between = text
    .replace(/<\/?[\w:]+(?:\s+[\w:-]+="[^"<]*")*\s*\/?>/g, '')
    .replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '');
  expect(between).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|apos|#\d+);)/);
}

const count = (svg: string, pattern: RegExp): number => [...svg.matchAll(pattern)].length;
/** Points of all panels, crosses included. */
const marks = (svg: string): number => count(svg, /<path [^>]*ecmeta_data_index="\d+" ecmeta_ssr_type="chart"/g);
/** Beside the one in the legend. */
const crosses = (svg: string): number => count(svg, /<path d="[^"]*"[^>]*fill="#c026d3"/g) - 1;

test('the tilt axis: all readings are drawn, the one that was left out as a cross', () => {
  const result = tiltAxis();
  const panels = tiltAxisPanels(result);
  expect(panels.map(({ series }) => series.flatMap(({ points }) => points).length)).toEqual([21, 20]);
  expect(panels[0]!.series.map(({ name }) => name)).toEqual(['at −5.00 µm', 'at +0.00 µm', 'at +5.00 µm']);
  const [, middle] = panels[0]!.series;
  expect(middle!.fit.find(([tiltDeg]) => tiltDeg === 0)![1]).toBe(0);
  const [title = '', ...lines] = tiltAxisWords(result, false).filter((line) => !line.startsWith('  '));
  const svg = drawMeasurement(panels, { title, lines: lines.slice(0, 3) });
  checkXml(svg);
  expect(svg).toContain('tilt, °');
  expect(svg).toContain('>left out of the fit</text>');
  expect(marks(svg)).toBe(41);
  expect(crosses(svg)).toBe(1);
});

test('the geometry: every reading with its distance from the plane, seen from above and from the side', () => {
  const outcome = geometry();
  const [above, side] = geometryPanels(outcome);
  expect(above!.series[0]!.points).toHaveLength(12);
  const fit = side!.series[0]!.fit;
  const [first, last] = [fit[0]!, fit.at(-1)!];
  expect((last[1] - first[1]) / (last[0] - first[0])).toBeCloseTo(Math.tan((11 * Math.PI) / 180), 1); // uphill is to the right
  const [title = '', ...lines] = geometryWords(outcome).filter((line) => !line.startsWith('  '));
  const svg = drawMeasurement([above!, side!], { title, lines });
  checkXml(svg);
  expect(svg).toContain('>+1.8');
  expect(marks(svg)).toBe(24);
  expect(crosses(svg)).toBe(2);
  expect(svg).toContain('distance uphill, µm');
});

test('readings that do not agree are drawn without a fit', () => {
  const { readings } = tiltAxis();
  const [panel, ...more] = tiltAxisPanels({ kind: 'unclear', readings, failed: 9 });
  expect(more).toEqual([]);
  expect(panel!.series.every(({ fit, points }) => fit.length === 0 && points.length === 7)).toBe(true);
  const above = geometryPanels({ kind: 'unclear', readings: geometry().readings, failed: 2 });
  expect(above).toHaveLength(1);
  const svg = drawMeasurement(above, { title: 'a < b & c', lines: [] });
  checkXml(svg);
  expect(svg).toContain('a &lt; b &amp; c');
});
