import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { PlotPanel, PlotPoint } from './measurementPanels.ts';

const panel = { width: 520, height: 460, left: 80, top: 150, between: 110 };
const font = { fontFamily: 'Helvetica, Arial, sans-serif' };
const grey = '#6b7280';
const leftOutColour = '#c026d3';
/** Hues that can be told apart on white, also by those who see red and green alike (Okabe and Ito). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#111827'];
const leftOut = 'left out of the fit';

/** What stands above the panels. */
export interface PlotHeading {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Readings and fits as SVG text; the readings that were left out are crosses. */
export function drawMeasurement(panels: readonly PlotPanel[], { title, lines }: PlotHeading): string {
  use([LineChart, ScatterChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);
  const { width, height } = sizeFor(panels.length);
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      textStyle: font,
      title: [headingOf(title, lines), ...panels.map(panelTitle)],
      legend: legendOf(panels),
      grid: panels.map((_, i) => placeOf(i)),
      xAxis: panels.map((one, i) => axis(i, one.xName, one.isMap ? squareRange(one, 'x') : null)),
      yAxis: panels.map((one, i) => axis(i, one.yName, one.isMap ? squareRange(one, 'y') : null)),
      series: panels.flatMap(seriesOf),
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

const placeOf = (index: number) => ({
  left: panel.left + index * (panel.width + panel.between),
  top: panel.top,
  width: panel.width,
  height: panel.height,
});

const sizeFor = (panels: number) => ({
  width: placeOf(panels - 1).left + panel.width + 50,
  height: panel.top + panel.height + 90,
});

const headingOf = (text: string, lines: readonly string[]) => ({
  text,
  subtext: lines.join('\n'),
  left: 30,
  top: 14,
  itemGap: 8,
  textStyle: { ...font, fontSize: 21, color: '#111827' },
  subtextStyle: { ...font, fontSize: 13, lineHeight: 18, color: grey },
});

const panelTitle = ({ title }: PlotPanel, index: number) => ({
  text: title,
  left: placeOf(index).left - 5,
  top: panel.top - 34,
  textStyle: { ...font, fontSize: 14, fontWeight: 600, color: '#1f2937' },
});

function legendOf(panels: readonly PlotPanel[]) {
  const names = [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  const hasLeftOut = panels.some(({ series }) => series.some(({ points }) => points.some(({ isKept }) => !isKept)));
  return {
    data: [...names, ...(hasLeftOut ? [leftOut] : [])],
    bottom: 6,
    left: panel.left,
    textStyle: { ...font, fontSize: 12, color: '#374151' },
  };
}

function axis(index: number, name: string, range: { readonly min: number; readonly max: number } | null) {
  return {
    gridIndex: index,
    type: 'value',
    name,
    nameLocation: 'middle',
    nameGap: 32,
    nameTextStyle: { ...font, fontSize: 12, color: grey },
    axisLabel: { ...font, fontSize: 12, color: grey },
    axisLine: { show: true, onZero: false, lineStyle: { color: '#9ca3af' } },
    splitLine: { lineStyle: { color: '#e5e7eb' } },
    scale: true,
    boundaryGap: ['4%', '4%'],
    ...range,
  };
}

/** A map is as wide as the larger of its two sides, in whole µm, so that nothing is distorted. */
function squareRange({ series }: PlotPanel, side: 'x' | 'y'): { readonly min: number; readonly max: number } {
  const points = series.flatMap((one) => one.points);
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const spanOf = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  const half = 0.6 * Math.max(spanOf(xs) / panel.width, spanOf(ys) / panel.height, 2 / panel.height);
  const own = side === 'x' ? xs : ys;
  const middle = (Math.max(...own) + Math.min(...own)) / 2;
  const reach = half * (side === 'x' ? panel.width : panel.height);
  return { min: Math.floor(middle - reach), max: Math.ceil(middle + reach) };
}

function seriesOf({ series, isMap }: PlotPanel, index: number) {
  const axes = { xAxisIndex: index, yAxisIndex: index };
  const largest = Math.max(0.1, ...series.flatMap(({ points }) => points.map(sizeOfResidual)));
  return series.flatMap(({ name, points, fit }, i) => {
    const color = colours[i % colours.length];
    const placed = isMap ? sideBySide(points) : points.map((point) => ({ point, offsetPx: 0, text: '' }));
    const drawn = (kept: boolean, colourOf: (point: PlotPoint) => string | undefined) =>
      placed.filter(({ point }) => point.isKept === kept).map((one) => dataOf(one, isMap, colourOf(one.point)));
    return [
      { type: 'line', name, ...axes, data: fit, symbol: 'none', color, lineStyle: { color, width: 1.5 } },
      {
        ...{ type: 'scatter', name, ...axes, color, symbolSize: isMap ? mapDotPx : 7 },
        data: drawn(true, (point) => (isMap ? colourOfResidual(point, largest) : color)),
      },
      {
        ...{ type: 'scatter', name: leftOut, ...axes, color: leftOutColour, symbolSize: 12 },
        symbol: 'path://M0,2 L2,0 L5,3 L8,0 L10,2 L7,5 L10,8 L8,10 L5,7 L2,10 L0,8 L3,5 Z',
        data: drawn(false, () => leftOutColour),
      },
    ];
  });
}

/** A point with the text beside it, drawn so far to the right of where it lies. */
interface PlacedPoint {
  readonly point: PlotPoint;
  readonly offsetPx: number;
  readonly text: string;
}

const mapDotPx = 16;

/** Readings of one place stand in a row, with all their numbers behind the last one. */
function sideBySide(points: readonly PlotPoint[]): readonly PlacedPoint[] {
  return points.map((point, i) => {
    const same = points.flatMap((other, j) => (other.x === point.x && other.y === point.y ? [j] : []));
    const text = same.at(-1) === i ? same.map((j) => residualText(points[j])).join('  ') : '';
    return { point, offsetPx: same.indexOf(i) * (mapDotPx + 1), text };
  });
}

function residualText(point: PlotPoint | undefined): string {
  const residualUm = point?.residualUm ?? null;
  return residualUm === null ? '' : `${residualUm < 0 ? '−' : '+'}${Math.abs(residualUm).toFixed(2)}`;
}

function dataOf({ point: { x, y, isKept }, offsetPx, text }: PlacedPoint, isMap: boolean, color: string | undefined) {
  return {
    value: [x, y],
    symbolOffset: [offsetPx, 0],
    itemStyle: { color, borderWidth: isMap && isKept ? 1 : 0, borderColor: '#374151' },
    label: { show: text !== '', position: 'right', formatter: text, fontSize: 11, color: '#374151' },
  };
}

const sizeOfResidual = ({ residualUm, isKept }: PlotPoint): number => (isKept ? Math.abs(residualUm ?? 0) : 0);

/** White on the plane, red above it, blue below. */
function colourOfResidual({ residualUm }: PlotPoint, largestUm: number): string {
  const part = Math.max(-1, Math.min(1, (residualUm ?? 0) / largestUm));
  const pale = Math.round(255 * (1 - Math.abs(part)));
  return part >= 0 ? `rgb(255,${pale},${pale})` : `rgb(${pale},${pale},255)`;
}
