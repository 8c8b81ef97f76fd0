import type { ReactNode, Ref } from 'react';

export interface ScrollProps {
  /** What lies in it. */
  readonly label: string;
  readonly children: ReactNode;
  readonly onScroll?: () => void;
  readonly ref?: Ref<HTMLElement>;
}

/** What is longer than the place that is left for it in a column: it scrolls by wheel and by keyboard. */
export function Scroll({ label, children, onScroll, ref }: ScrollProps) {
  return (
    <section
      ref={ref}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
      tabIndex={0}
      aria-label={label}
      onScroll={onScroll}
      style={{ position: 'relative', flex: 1, minHeight: 0, overflow: 'auto' }}
    >
      {children}
    </section>
  );
}
