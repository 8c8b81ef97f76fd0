import { add, subtract, type Vec } from 'pacetomo/page';
import { type PointerEvent, type RefObject, useEffect, useMemo, useRef } from 'react';
import { fromWindow, type ScreenPoint } from '../../../scene/view.ts';
import { useCursor } from '../cursor.ts';
import type { Deeds } from '../deeds.ts';
import { type Held, useTargets } from '../targetsState.ts';
import { leaveField } from '../useKeys.ts';
import type { MapViewer } from './mapViewer.ts';

/** A pointer that has moved less than this has clicked, px. */
const clickPx = 4;
/** As the original zooms. */
const zoomStep = 1.2;
/** One notch of a wheel, px. */
const notchPx = 100;

/** A button that is down. */
interface Press {
  readonly from: ScreenPoint;
  readonly held: Held | null;
  /** From the pointer to the middle of what is held. */
  readonly grip: Vec<'image'>;
  last: ScreenPoint;
  hasMoved: boolean;
}

export interface Gestures {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: () => void;
  readonly onPointerLeave: () => void;
}

/** What the mouse does on the map: pan, zoom about the cursor, click, take hold of things and move them. */
export function useGestures(
  viewer: MapViewer | null,
  ground: RefObject<HTMLElement | null>,
  deeds: Deeds,
  holeAt: (index: number) => Vec<'image'> | null,
): Gestures {
  const press = useRef<Press | null>(null);
  useEffect(() => {
    const { current } = ground;
    if (viewer === null || current === null) return;
    const zoom = (event: WheelEvent): void => {
      event.preventDefault();
      const notches = event.deltaY / (event.deltaMode === 0 ? notchPx : 3);
      viewer.zoomBy(zoomStep ** -notches, within(current, event));
    };
    current.addEventListener('wheel', zoom, { passive: false });
    return () => current.removeEventListener('wheel', zoom);
  }, [viewer, ground]);

  return useMemo(() => {
    const place = (at: ScreenPoint): Vec<'image'> | null => {
      const view = viewer?.view ?? null;
      return view === null ? null : fromWindow(view, at);
    };
    const end = (): void => {
      press.current = null;
      if (useTargets.getState().drag !== null) useTargets.setState({ drag: null });
    };
    return {
      onPointerDown: (event) => {
        const at = within(event.currentTarget, event);
        const there = place(at);
        if (there === null) return;
        const held = heldBy(event.target);
        leaveField();
        if (event.button === 1) {
          event.preventDefault();
          return deeds.addGeometry(there);
        }
        if (event.button === 2) return held?.kind === 'target' ? deeds.skip(held.index) : undefined;
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const middle = held === null || held.kind === 'hole' ? null : deeds.placeOf(held);
        const movable = held !== null && held.kind !== 'hole' && middle !== null ? held : null;
        const grip = middle === null ? { x: 0, y: 0 } : subtract(middle, there);
        press.current = { from: at, last: at, held: movable, grip, hasMoved: false };
        if (held?.kind === 'hole') press.current = null;
        const hole = held?.kind === 'hole' ? holeAt(held.index) : null;
        if (hole !== null) deeds.click(hole, null);
      },
      onPointerMove: (event) => {
        const at = within(event.currentTarget, event);
        const there = place(at);
        if (there === null) return;
        useCursor.setState({ at: there });
        const now = press.current;
        if (now === null) return;
        if (now.hasMoved && now.held !== null && useTargets.getState().drag === null) {
          press.current = null; // Esc has dropped it
          return;
        }
        now.hasMoved ||= Math.hypot(at.left - now.from.left, at.top - now.from.top) >= clickPx;
        if (now.hasMoved && now.held === null) viewer?.panBy(at.left - now.last.left, at.top - now.last.top);
        if (now.hasMoved && now.held !== null)
          useTargets.setState({ drag: { held: now.held, at: add(there, now.grip) } });
        now.last = at;
      },
      onPointerUp: (event) => {
        const now = press.current;
        const { drag } = useTargets.getState();
        const there = place(within(event.currentTarget, event));
        end();
        if (now === null || there === null) return;
        if (!now.hasMoved) deeds.click(there, now.held);
        else if (drag !== null) deeds.drop(drag.held, drag.at);
      },
      onPointerCancel: end,
      onPointerLeave: () => useCursor.setState({ at: null }),
    };
  }, [viewer, deeds, holeAt]);
}

type Touched = Held | { readonly kind: 'hole'; readonly index: number };

const kinds = ['target', 'geometry', 'pending', 'corner', 'hole'] as const;

function heldBy(target: EventTarget): Touched | null {
  const marked = target instanceof Element ? target.closest('[data-held]') : null;
  if (!(marked instanceof SVGElement)) return null;
  const kind = kinds.find((one) => one === marked.dataset.held);
  return kind === undefined ? null : { kind, index: Number(marked.dataset.index) };
}

function within(element: Element, event: { readonly clientX: number; readonly clientY: number }): ScreenPoint {
  const { left, top } = element.getBoundingClientRect();
  return { left: event.clientX - left, top: event.clientY - top };
}
