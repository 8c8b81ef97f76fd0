import { branchColours, tiltWords } from './schemeColours.ts';
import type { SchemePicture, SchemePoint } from './schemePicture.ts';
import { ticksOf } from './schemePicture.ts';

export interface PictureProps {
  readonly picture: Extract<SchemePicture, { kind: 'series' }>;
  readonly width: number;
  readonly height: number;
  /** Unit of dose; null when images are counted. */
  readonly unit: string | null;
}

const edge = { left: 46, right: 14, top: 22, bottom: 34 };

/** Angle against order; the stage goes along the line. Discs are the plus branch, diamonds the minus branch. */
export function OrderPicture({ picture, width, height, unit }: PictureProps) {
  const { points, lowestDeg, highestDeg } = picture;
  const spanDeg = Math.max(1, highestDeg - lowestDeg);
  const last = Math.max(1, points.length - 1);
  const x = (step: number): number => edge.left + 8 + (step / last) * (width - edge.left - edge.right - 16);
  const y = (deg: number): number =>
    height - edge.bottom - 6 - ((deg - lowestDeg) / spanDeg) * (height - edge.top - edge.bottom - 12);
  const size = Math.max(1.6, Math.min(4.5, (width - 60) / points.length / 2.4));
  const path = points.map(({ step, tilt }) => `${x(step).toFixed(1)},${y(tilt.deg).toFixed(1)}`).join(' ');
  const label = `${points.length} tilts from ${tiltWords(lowestDeg)} to ${tiltWords(highestDeg)}, beginning at ${tiltWords(points[0]?.tilt.deg ?? 0)}`;
  return (
    <svg width={width} height={height} role="img" aria-label={label} data-tilts={points.length}>
      {ticksOf(lowestDeg, highestDeg, Math.max(2, height / 34)).map((deg) => (
        <g key={deg}>
          <line
            x1={edge.left}
            x2={width - edge.right}
            y1={y(deg)}
            y2={y(deg)}
            stroke="var(--mantine-color-default-border)"
            strokeWidth={deg === 0 ? 1.5 : 0.6}
          />
          <text x={edge.left - 6} y={y(deg) + 4} textAnchor="end" fontSize="11" fill="var(--mantine-color-dimmed)">
            {tiltWords(deg)}
          </text>
        </g>
      ))}
      {ticksOf(1, points.length, Math.max(2, width / 90)).map((number) => (
        <text
          key={number}
          x={x(number - 1)}
          y={height - edge.bottom + 14}
          textAnchor="middle"
          fontSize="11"
          fill="var(--mantine-color-dimmed)"
        >
          {number}
        </text>
      ))}
      <text x={width - edge.right} y={height - 5} textAnchor="end" fontSize="11" fill="var(--mantine-color-dimmed)">
        order of acquisition
      </text>
      <polyline points={path} fill="none" stroke="var(--mantine-color-dimmed)" strokeWidth="0.8" opacity="0.55" />
      {points.map((point) => (
        <Mark key={point.step} point={point} at={[x(point.step), y(point.tilt.deg)]} size={size} unit={unit} />
      ))}
      <Legend />
    </svg>
  );
}

function Mark(props: {
  readonly point: SchemePoint;
  readonly at: readonly [number, number];
  readonly size: number;
  readonly unit: string | null;
}) {
  const { point, size, unit } = props;
  const [cx, cy] = props.at;
  const { deg, branch, startsGroup } = point.tilt;
  const received = unit === null ? `after ${point.before} images` : `after ${point.before.toFixed(1)} ${unit}`;
  const title = `${point.step + 1}. ${tiltWords(deg)}, ${branch} branch, ${received}${startsGroup ? '; a group begins' : ''}`;
  const isStart = point.step === 0;
  return branch === 'plus' ? (
    <circle
      cx={cx}
      cy={cy}
      r={isStart ? size + 1.5 : size}
      fill={isStart ? 'var(--mantine-color-body)' : branchColours.plus}
      stroke={branchColours.plus}
      strokeWidth={isStart ? 2 : 0}
    >
      <title>{title}</title>
    </circle>
  ) : (
    <rect
      x={cx - size}
      y={cy - size}
      width={2 * size}
      height={2 * size}
      fill={branchColours.minus}
      transform={`rotate(45 ${cx} ${cy}) `}
    >
      <title>{title}</title>
    </rect>
  );
}

/** What the marks mean. */
export function Legend() {
  return (
    <g fontSize="11" fill="var(--mantine-color-dimmed)" transform={`translate(${edge.left}, 12)`}>
      <circle cx="5" cy="0" r="4" fill={branchColours.plus} />
      <text x="14" y="4">
        plus branch
      </text>
      <rect x="86" y="-3.5" width="7" height="7" fill={branchColours.minus} transform="rotate(45 89.5 0)" />
      <text x="99" y="4">
        minus branch
      </text>
    </g>
  );
}
