import { type RefObject, useEffect } from 'react';
import { type Coefficients, uprightMatrix, type View, windowMatrix } from '../../../scene/view.ts';
import type { MapViewer } from '../viewer/mapViewer.ts';

/** So far a drawing is moved as it is before it is drawn anew where it has come to, px. */
const farthestPx = 1500;

/**
 * Keeps the drawing on the map. Nothing is rendered for it. Panning moves the finished drawing, which costs a browser
 * nearly nothing; zooming and turning draw it anew, with the matrix by which marks and labels keep their size.
 */
export function useFollow(
  viewer: MapViewer | null,
  svg: RefObject<SVGSVGElement | null>,
  scene: RefObject<SVGGElement | null>,
): void {
  useEffect(() => {
    if (viewer === null) return;
    let drawn: Coefficients | null = null;
    return viewer.follow((view) => {
      const [drawing, group] = [svg.current, scene.current];
      if (drawing === null || group === null) return;
      const now = windowMatrix(view);
      if (drawn === null || !isPanned(drawn, now)) {
        if (drawn === null || !isOfOneShape(drawn, now)) keepMarksUpright(drawing, view);
        group.setAttribute('transform', `matrix(${now.join(' ')})`);
        drawn = now;
      }
      drawing.style.transform = `translate(${now[4] - drawn[4]}px, ${now[5] - drawn[5]}px)`;
    });
  }, [viewer, svg, scene]);
}

function keepMarksUpright(drawing: SVGSVGElement, view: View): void {
  const marks = uprightMatrix(view);
  for (const [i, name] of ['--ua', '--ub', '--uc', '--ud'].entries()) drawing.style.setProperty(name, String(marks[i]));
}

const isOfOneShape = ([a, b, c, d]: Coefficients, [a2, b2, c2, d2]: Coefficients): boolean =>
  a === a2 && b === b2 && c === c2 && d === d2;

const isPanned = (from: Coefficients, to: Coefficients): boolean =>
  isOfOneShape(from, to) && Math.hypot(to[4] - from[4], to[5] - from[5]) < farthestPx;
