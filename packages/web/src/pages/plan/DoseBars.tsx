import { Legend, type PictureProps } from './OrderPicture.tsx';
import { branchColours, tiltWords } from './schemeColours.ts';
import { ticksOf } from './schemePicture.ts';

const edge = { left: 46, right: 14, top: 22, bottom: 34 };

/** What a target has received when its image at each angle is finished: a bar for each angle. */
export function DoseBars({ picture, width, height, unit }: PictureProps) {
  const { points, lowestDeg, highestDeg } = picture;
  const most = points.at(-1)?.after ?? 1;
  const inner = width - edge.left - edge.right;
  const spanDeg = Math.max(1, highestDeg - lowestDeg);
  const wide = Math.max(1, (inner / (points.length + 1)) * 0.72);
  const x = (deg: number): number => edge.left + wide / 2 + 2 + ((deg - lowestDeg) / spanDeg) * (inner - wide - 4);
  const y = (value: number): number => height - edge.bottom - (value / most) * (height - edge.top - edge.bottom);
  const words = unit ?? 'images';
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label={`What a target has received at each tilt, up to ${most.toFixed(0)} ${words}`}
    >
      {ticksOf(0, most, Math.max(2, height / 40)).map((value) => (
        <g key={value}>
          <line
            x1={edge.left}
            x2={width - edge.right}
            y1={y(value)}
            y2={y(value)}
            stroke="var(--mantine-color-default-border)"
            strokeWidth="0.6"
          />
          <text x={edge.left - 6} y={y(value) + 4} textAnchor="end" fontSize="11" fill="var(--mantine-color-dimmed)">
            {value}
          </text>
        </g>
      ))}
      {points.map(({ step, tilt, after }) => (
        <rect
          key={step}
          x={x(tilt.deg) - wide / 2}
          y={y(after)}
          width={wide}
          height={Math.max(0.5, y(0) - y(after))}
          fill={branchColours[tilt.branch]}
          opacity={tilt.branch === 'plus' ? 0.95 : 0.85}
        >
          <title>{`${tiltWords(tilt.deg)}: ${unit === null ? after : after.toFixed(1)} ${words} with this image, the ${step + 1}.`}</title>
        </rect>
      ))}
      {ticksOf(lowestDeg, highestDeg, Math.max(2, width / 90)).map((deg) => (
        <text
          key={deg}
          x={x(deg)}
          y={height - edge.bottom + 14}
          textAnchor="middle"
          fontSize="11"
          fill="var(--mantine-color-dimmed)"
        >
          {tiltWords(deg)}
        </text>
      ))}
      <text x={width - edge.right} y={height - 5} textAnchor="end" fontSize="11" fill="var(--mantine-color-dimmed)">
        accumulated {unit === null ? 'images' : `dose, ${unit}`}, by tilt
      </text>
      <Legend />
    </svg>
  );
}
