import { useComputedColorScheme } from '@mantine/core';
import type { JobResult } from 'pacetomo/page';
import { useEffect, useRef, useState } from 'react';
import { planeMesh } from '../../../scene/planeMesh.ts';

/** Between the wires of the plane, µm, as in the original. */
const spacingUm = 1;

/** The measured points and the plane through them, to be turned by hand. */
export function PlanePlot({ result }: { readonly result: JobResult }) {
  const place = useRef<HTMLDivElement>(null);
  const ink = useComputedColorScheme('dark') === 'dark' ? '#c3ccd4' : '#26313a';
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    const { current } = place;
    if (current === null) return;
    let isWanted = true;
    let purge = (): void => {};
    import('plotly.js-gl3d-dist-min').then(
      async ({ default: plotly }) => {
        if (!isWanted) return;
        purge = () => plotly.purge(current);
        await plotly.react(current, tracesOf(result), layoutWith(ink), { displaylogo: false, responsive: true });
      },
      (error: unknown) => setTrouble(String(error)),
    );
    return () => {
      isWanted = false;
      purge();
    };
  }, [result, ink]);
  if (trouble !== null) return <p>The plot cannot be shown: {trouble}</p>;
  return (
    <div
      ref={place}
      role="img"
      aria-label={`Plane through ${result.points.length} points, pretilt ${result.pretiltDeg.toFixed(1)}°, rotation ${result.rotationDeg.toFixed(1)}°`}
      style={{ height: 420 }}
    />
  );
}

function tracesOf(result: JobResult): readonly object[] {
  const { points } = result;
  const wires = planeMesh(result, spacingUm).map(({ x, y, z }) => ({
    type: 'scatter3d',
    mode: 'lines',
    x,
    y,
    z,
    line: { color: '#5f8fb8', width: 2 },
    hoverinfo: 'skip',
    showlegend: false,
  }));
  return [
    ...wires,
    {
      type: 'scatter3d',
      mode: 'markers+text',
      x: points.map(({ x }) => x),
      y: points.map(({ y }) => y),
      z: points.map(({ z }) => z),
      text: points.map((_, i) => String(i + 1)),
      textfont: { color: '#d9463f', size: 13 },
      marker: { color: '#d9463f', size: 4 },
      hovertemplate: '%{x:.2f}, %{y:.2f} µm<br>z %{z:.2f} µm<extra></extra>',
      showlegend: false,
    },
  ];
}

const layoutWith = (ink: string): object => ({
  margin: { l: 0, r: 0, t: 0, b: 0 },
  paper_bgcolor: 'rgba(0,0,0,0)',
  font: { color: ink, size: 11 },
  scene: {
    aspectmode: 'data',
    xaxis: { title: { text: 'x, µm' }, color: ink, gridcolor: '#7f8c9655' },
    yaxis: { title: { text: 'y, µm' }, color: ink, gridcolor: '#7f8c9655' },
    zaxis: { title: { text: 'z, µm' }, color: ink, gridcolor: '#7f8c9655' },
  },
});
