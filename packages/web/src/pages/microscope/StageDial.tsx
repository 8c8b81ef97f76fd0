import { Text } from '@mantine/core';

/** Radius of the arc, px. */
const radiusPx = 58;
const shownDeg = [-60, -30, 0, 30, 60];

/** The tilt of the stage as it would be seen along the tilt axis: the grid as a line, positive tilts counter-clockwise. */
export function StageDial({ tiltDeg }: { readonly tiltDeg: number }) {
  const end = (deg: number, radius: number): { readonly x: number; readonly y: number } => ({
    x: radius * Math.cos((deg * Math.PI) / 180),
    y: -radius * Math.sin((deg * Math.PI) / 180),
  });
  const grid = end(tiltDeg, radiusPx - 6);
  return (
    <div style={{ textAlign: 'center', flex: 'none' }}>
      <svg width="150" height="132" viewBox="-75 -66 150 132" role="img" aria-label={`Tilt ${tiltDeg.toFixed(2)}°`}>
        <circle r={radiusPx} fill="none" stroke="var(--mantine-color-default-border)" strokeWidth="1.5" />
        {shownDeg.flatMap((deg) =>
          [deg, deg + 180].map((at) => {
            const [inner, outer] = [end(at, radiusPx - 4), end(at, radiusPx + 4)];
            return (
              <line
                key={at}
                x1={inner.x}
                y1={inner.y}
                x2={outer.x}
                y2={outer.y}
                stroke="var(--mantine-color-dimmed)"
                strokeWidth="1"
              />
            );
          }),
        )}
        <line y1="-64" y2="64" stroke="var(--mantine-color-dimmed)" strokeDasharray="2 4" />
        <line
          x1={-grid.x}
          y1={-grid.y}
          x2={grid.x}
          y2={grid.y}
          stroke="var(--mantine-primary-color-filled)"
          strokeWidth="4"
          strokeLinecap="round"
        />
        <circle r="3.5" fill="var(--mantine-color-orange-5)" />
      </svg>
      <Text fw={600} size="lg">
        {tiltDeg.toFixed(2)}°
      </Text>
      <Text size="xs" c="dimmed">
        tilt
      </Text>
    </div>
  );
}
