import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { type BarPanel, type CurvePanel, type ReportPanels, reportPanels } from './reportPanels.ts';
import type { DoseSource } from './targetDose.ts';
import type { TruthReport } from './truthReport.ts';

const size = { width: 1400, height: 1180 };
const font = { fontFamily: 'Helvetica, Arial, sans-serif' };
const grey = '#6b7280';
const paleGrey = '#e5e7eb';

/** Target 1 stands out; the others take turns. Hues that can be told apart on white. */
const targetColours = [
  '#111827',
  '#4e79a7',
  '#f28e2b',
  '#59a14f',
  '#e15759',
  '#76b7b2',
  '#b07aa1',
  '#edc948',
  '#9c755f',
  '#ff9da7',
  '#2f6f8f',
  '#8cb33e',
  '#a0557c',
];

const sourceColours: Readonly<Record<DoseSource, string>> = {
  own: '#a3b8cc',
  retaken: '#e15759',
  neighbours: '#f28e2b',
  preview: '#4e79a7',
  view: '#59a14f',
  autofocus: '#edc948',
  other: '#9c755f',
};

/** More names than this do not fit above the panels. */
const mostNames = 16;

/** The report as a picture: residuals, defocus errors and doses, as SVG text. */
export function drawReport(report: TruthReport, name: string): string {
  use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption(pictureOf(report, name));
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function pictureOf(report: TruthReport, name: string) {
  const panels = reportPanels(report);
  const placed = places();
  const titles = [...panels.curves, ...panels.bars].map(({ title }, i) => ({
    text: title,
    left: (placed[i]?.left ?? 0) - 5,
    top: (placed[i]?.top ?? 0) - 36,
    textStyle: { ...font, fontSize: 15, fontWeight: 600, color: '#1f2937' },
  }));
  return {
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: font,
    title: [heading(report, name), ...titles, ...keyWithoutNames(report)],
    grid: placed,
    legend: legends(report, panels),
    xAxis: [...panels.curves.map(curveX), ...panels.bars.map((panel, i) => barX(panel, i + panels.curves.length))],
    yAxis: [...panels.curves.map(curveY), ...panels.bars.map((_, i) => barY(i + panels.curves.length))],
    series: [
      ...panels.curves.flatMap(curveSeries),
      ...panels.bars.flatMap((panel, i) => barSeries(panel, i + panels.curves.length)),
    ],
  };
}

/** Where the first row of panels begins, and from row to row. */
const rowsFrom = 175;
const rowHeight = 340;

/** Three rows of two panels. */
function places() {
  const [left, top, width, height] = [70, rowsFrom, 580, 250];
  return [0, 1, 2].flatMap((row) =>
    [0, 1].map((column) => ({ left: left + column * 690, top: top + row * rowHeight, width, height })),
  );
}

function heading({ targets, overall, otherTargets, ...report }: TruthReport, name: string) {
  const placed = targets.length > 1 ? otherTargets : overall;
  const images = targets.reduce((sum, target) => sum + target.images, 0);
  const whose = targets.length > 1 ? ` (targets 2 to ${targets.length})` : '';
  return {
    text: name,
    subtext: [
      `${targets.length} targets, ${images} images`,
      `|r| median ${placed.missNm.median.toFixed(1)} nm, 95 % below ${placed.missNm.percentile95.toFixed(1)} nm, lost ${placed.lostPercent.toFixed(1)} %${whose}`,
      `focus ${overall.defocusErrorUm.rms.toFixed(2)} µm rms`,
      `${report.minutesPerSeries.toFixed(1)} virtual min per series`,
    ].join('   ·   '),
    left: 30,
    top: 14,
    itemGap: 8,
    textStyle: { ...font, fontSize: 22, color: '#111827' },
    subtextStyle: { ...font, fontSize: 14, color: grey },
  };
}

/** What stands in the place of the names when they are too many. */
function keyWithoutNames({ targets }: TruthReport) {
  if (targets.length <= mostNames) return [];
  const text = `Black: target 1, which tracks. In colour: targets 2 to ${targets.length}.`;
  return [{ text, left: 30, top: 92, textStyle: { ...font, fontSize: 13, fontWeight: 400, color: '#374151' } }];
}

function legends({ targets }: TruthReport, { curves, bars }: ReportPanels) {
  const common = { itemWidth: 16, itemHeight: 9, itemGap: 16, textStyle: { ...font, fontSize: 12, color: '#374151' } };
  const [place] = places().slice(-2);
  return [
    ...(targets.length <= mostNames
      ? [
          {
            ...common,
            top: 84,
            left: 66,
            width: 1290,
            icon: 'roundRect',
            data: curves[0].curves.map((curve) => curve.name),
          },
        ]
      : []),
    {
      ...common,
      icon: 'roundRect',
      orient: 'vertical',
      left: 1190,
      top: rowsFrom + rowHeight + 185,
      data: curves[3].curves.map((curve) => curve.name),
    },
    {
      ...common,
      icon: 'rect',
      left: place?.left ?? 0,
      top: (place?.top ?? 0) + (place?.height ?? 0) + 38,
      data: bars[0].parts.map(({ source }) => source),
    },
  ];
}

const lines = { lineStyle: { color: paleGrey } };

function axis(index: number) {
  return {
    gridIndex: index,
    nameTextStyle: { ...font, fontSize: 12, color: grey },
    nameLocation: 'middle',
    nameGap: 26,
    axisLabel: { ...font, fontSize: 12, color: grey },
    axisLine: { show: true, lineStyle: { color: '#9ca3af' } },
    splitLine: lines,
  };
}

function curveX({ x, xName, isStepped }: CurvePanel, index: number) {
  const ends = isStepped ? {} : { interval: 15, min: 15 * Math.floor(x[0] / 15), max: 15 * Math.ceil(x[1] / 15) };
  const base = axis(index);
  return {
    ...base,
    name: xName,
    type: 'value',
    min: x[0],
    max: x[1],
    ...ends,
    axisLine: { ...base.axisLine, onZero: false },
  };
}

function curveY({ y }: CurvePanel, index: number) {
  const base = axis(index);
  return { ...base, type: 'value', min: y[0], max: y[1], axisLine: { ...base.axisLine, onZero: false } };
}

function barX({ targets }: BarPanel, index: number) {
  return { ...axis(index), name: 'target', type: 'category', data: targets, splitLine: { show: false } };
}

function barY(index: number) {
  return { ...axis(index), type: 'value', min: 0 };
}

function curveSeries({ curves, isStepped }: CurvePanel, index: number) {
  return curves.map(({ name, colour, points }) => {
    const color = colour === 0 ? targetColours[0] : targetColours[1 + ((colour - 1) % (targetColours.length - 1))];
    const isTracking = colour === 0;
    return {
      type: 'line',
      name,
      xAxisIndex: index,
      yAxisIndex: index,
      data: points,
      ...(isStepped ? { step: 'end', symbol: 'none' } : { symbol: 'circle', symbolSize: isTracking ? 4.5 : 3.5 }),
      color,
      lineStyle: { color, width: isStepped ? 2.2 : isTracking ? 2 : 1.2 },
      itemStyle: { color },
      z: isTracking ? 4 : 3,
    };
  });
}

function barSeries({ parts }: BarPanel, index: number) {
  return parts.map(({ source, values }) => ({
    type: 'bar',
    name: source,
    stack: `dose ${index}`,
    xAxisIndex: index,
    yAxisIndex: index,
    data: values,
    barMaxWidth: 34,
    itemStyle: { color: sourceColours[source] },
  }));
}
