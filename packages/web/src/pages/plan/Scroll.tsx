import type { ReactNode, Ref } from 'react';
import styles from './Plan.module.css';

interface ScrollProps {
  /** What lies in it. */
  readonly label: string;
  readonly children: ReactNode;
  readonly onScroll?: () => void;
  readonly ref?: Ref<HTMLElement>;
}

/** Something longer than its place, that scrolls by wheel and by keyboard. */
export function Scroll({ label, children, onScroll, ref }: ScrollProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section ref={ref} className={styles.scroll} tabIndex={0} aria-label={label} onScroll={onScroll}>
      {children}
    </section>
  );
}
