import { type RefObject, useEffect, useState } from 'react';

/** What is in sight of something that scrolls, pixels. */
export interface Sight {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Follows what is in sight of an element, once a frame at most. */
export function useSight(place: RefObject<HTMLElement | null>): Sight {
  const [sight, setSight] = useState<Sight>({ left: 0, top: 0, width: 800, height: 400 });
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let frame = 0;
    const look = (): void => {
      frame = 0;
      const { scrollLeft: left, scrollTop: top, clientWidth: width, clientHeight: height } = element;
      setSight((was) =>
        was.left === left && was.top === top && was.width === width && was.height === height
          ? was
          : { left, top, width, height },
      );
    };
    const soon = (): void => {
      frame ||= requestAnimationFrame(look);
    };
    const watch = new ResizeObserver(soon);
    watch.observe(element);
    element.addEventListener('scroll', soon, { passive: true });
    look();
    return () => {
      cancelAnimationFrame(frame);
      watch.disconnect();
      element.removeEventListener('scroll', soon);
    };
  }, [place]);
  return sight;
}
