import { type RefObject, useEffect } from 'react';
import { uprightMatrix, windowMatrix } from '../../../scene/view.ts';
import type { MapViewer } from '../viewer/mapViewer.ts';

/**
 * Keeps the drawing on the map. Nothing is rendered for it: panning changes one attribute, zooming and turning also the
 * matrix by which marks and labels keep their size.
 */
export function useFollow(
  viewer: MapViewer | null,
  svg: RefObject<SVGSVGElement | null>,
  scene: RefObject<SVGGElement | null>,
): void {
  useEffect(() => {
    if (viewer === null) return;
    let shape = '';
    return viewer.follow((view) => {
      scene.current?.setAttribute('transform', `matrix(${windowMatrix(view).join(' ')})`);
      const marks = uprightMatrix(view);
      const now = marks.join(' ');
      if (now === shape) return;
      shape = now;
      const { current } = svg;
      if (current === null) return;
      for (const [i, name] of ['--ua', '--ub', '--uc', '--ud'].entries())
        current.style.setProperty(name, String(marks[i]));
    });
  }, [viewer, svg, scene]);
}
