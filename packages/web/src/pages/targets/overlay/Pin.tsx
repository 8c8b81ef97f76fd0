import type { Vec } from 'pacetomo/page';
import type { CSSProperties, ReactNode } from 'react';
import { drawn } from './drawn.ts';
import styles from './Overlay.module.css';

export interface PinProps extends Readonly<Record<`data-${string}`, string | number>> {
  readonly at: Vec<'image'>;
  /** What it is, for those who do not see it. */
  readonly label: string;
  readonly children: ReactNode;
}

/** Something of one size on the screen, upright, at a place of the world: 0, 0 is the place. */
export function Pin({ at, label, children, ...data }: PinProps) {
  return (
    <g className={styles.pin} style={placed(at)} {...drawn(label)} {...data}>
      {children}
    </g>
  );
}

interface TagProps {
  readonly at: Vec<'image'>;
  /** From the place to the left end of the text, px. */
  readonly right: number;
  readonly down: number;
  readonly children: ReactNode;
}

/** The pin says it already. */
const unheard = { 'aria-hidden': true } as const;

/** A few words beside a pin, which the mouse goes through. */
export const Tag = ({ at, right, down, children }: TagProps) => (
  <g className={styles.pin} style={placed(at)}>
    <text className={styles.label} x={right} y={down} {...unheard}>
      {children}
    </text>
  </g>
);

const placed = ({ x, y }: Vec<'image'>): CSSProperties => ({ '--x': `${x}px`, '--y': `${y}px` }) as CSSProperties; // names of its own
