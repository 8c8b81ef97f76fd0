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
    import('plotly.js-gl3d-dist-min')
      .then(async ({ default: plotly }) => {
        if (!isWanted) return;
        purge = () => plotly.purge(current);
        await plotly.react(current, tracesOf(result), layoutWith(ink), { displayModeBar: false, responsive: true });
      })
      .catch((error: unknown) => setTrouble(String(error)));
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
      style={{ height: 'min(420px, 44vh)' }}
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
      text: numbersOf(points),
      textfont: { color: '#d9463f', size: 13 },
      marker: { color: '#d9463f', size: 4 },
      hovertemplate: '%{x:.2f}, %{y:.2f} µm<br>z %{z:.2f} µm<extra></extra>',
      showlegend: false,
    },
  ];
}

/** Numbers of the geometry points: several autofocuses at one place have the same, said once. */
function numbersOf(points: JobResult['points']): readonly string[] {
  const places = [...new Set(points.map(placeKey))];
  return points.map((point, i) => {
    const isFirst = points.findIndex((other) => placeKey(other) === placeKey(point)) === i;
    return isFirst ? String(places.indexOf(placeKey(point)) + 1) : '';
  });
}

const placeKey = ({ x, y }: { readonly x: number; readonly y: number }): string => `${x.toFixed(2)} ${y.toFixed(2)}`;

const layoutWith = (ink: string): object => ({
  margin: { l: 0, r: 0, t: 0, b: 0 },
  paper_bgcolor: 'rgba(0,0,0,0)',
  font: { color: ink, size: 11 },
  scene: {
    aspectmode: 'data',
    camera: { eye: { x: 1.7, y: 1.7, z: 1.3 } },
    xaxis: { title: { text: 'x, µm' }, color: ink, gridcolor: '#7f8c9655' },
    yaxis: { title: { text: 'y, µm' }, color: ink, gridcolor: '#7f8c9655' },
    zaxis: { title: { text: 'z, µm' }, color: ink, gridcolor: '#7f8c9655' },
  },
});
