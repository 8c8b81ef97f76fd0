import type { AreaView, JobWish } from 'pacetomo/page';
import type { ConfirmWish } from '../../../parts/Confirm.tsx';

/** How a wish is put to the person before it is done. */
export type Asked = Omit<ConfirmWish, 'text'> & { readonly text: string };

const looks = { view: 'View', search: 'Search image', preview: 'Preview' } as const;
const refineLooks = { view: 'A View', preview: 'A Preview', both: 'A View and a Preview' } as const;

/** What is asked before a job begins, with what it exposes; null for what can be done at once. */
export function askedBefore(wish: JobWish, area: AreaView | null): Asked | null {
  const all = area?.targets.length ?? 0;
  switch (wish.kind) {
    case 'look':
      return {
        title: `Take a ${looks[wish.look]}?`,
        text: 'It is taken where the stage stands and kept as a map.',
        exposes: `One ${looks[wish.look]} exposes the specimen there.`,
        yes: `Take ${looks[wish.look]}`,
      };
    case 'montage':
      return {
        title: `Take a montage of ${wish.columns} × ${wish.rows} Views?`,
        text: 'It is taken around the place where the stage stands and kept as a map.',
        exposes: `${wish.columns * wish.rows} Views expose the specimen there.`,
        yes: 'Take the montage',
      };
    case 'select-at':
      return {
        title: wish.isNew ? `Choose targets of ${wish.area}?` : `Add targets to ${wish.area}?`,
        text: `The stage goes to ${places(wish.stage.length)}, one after the other.${wish.isNew ? ' The first one becomes the tracking target.' : ''}`,
        exposes: `${wish.preview ? 'A View and a Preview' : 'A View'} at each of ${places(wish.stage.length)}.`,
        yes: wish.preview ? 'Take Previews' : 'Take Views',
      };
    case 'select-map':
      return null;
    case 'select-drag':
      return {
        title: `Choose targets ${wish.isNew ? 'of' : 'for'} ${wish.area} by dragging?`,
        text: 'SerialEM takes an image, you centre it there by dragging with the right mouse button, and answer the questions that appear at the top of this page.',
        exposes: 'A View and a Preview of each target, more when you ask for another look.',
        yes: 'Begin',
      };
    case 'select-group':
      return {
        title: `Choose targets of ${wish.area} at a group of points?`,
        text: 'The group that the Navigator’s current item is in. Its first point becomes the tracking target.',
        exposes: 'A View and a Preview at each point of the group.',
        yes: 'Begin',
      };
    case 'select-shift':
      return {
        title: `Add ${wish.shifts.length === 1 ? 'a target' : `${wish.shifts.length} targets`} to ${wish.area}?`,
        text: `By image shift from ${wish.from === 'tracking' ? 'the tracking target' : 'the last target'}.`,
        exposes: `A View and a Preview at each of ${places(wish.shifts.length)}.`,
        yes: 'Add',
      };
    case 'select-pattern':
      return {
        title: `Choose a pattern of holes for ${wish.area}?`,
        text: 'It is laid about the place that image shift points to, which becomes the tracking target.',
        exposes:
          'A View and a Preview of the tracking target, and Views of holes while vectors are measured and refined.',
        yes: 'Begin',
      };
    case 'select-polygon':
      return {
        title: `Fill the polygon with targets of ${wish.area}?`,
        text: 'Targets are laid side by side so that beams do not overlap.',
        exposes: 'A View and a Preview of the tracking target only.',
        yes: 'Fill it',
      };
    case 'refine':
      return {
        title: `Refine the targets of ${wish.area}?`,
        text: 'Each target is looked at again, and its position corrected.',
        exposes: `${refineLooks[wish.by]} of each of ${targets(all)}.`,
        yes: 'Refine',
      };
    case 'save-views': {
      const count = wish.notSkipped ? (area?.targets.filter(({ skip }) => !skip).length ?? 0) : all;
      return {
        title: `Save Views of ${wish.area}?`,
        text: 'Each View becomes a map of the Navigator, with a picture beside it. Views that exist are not taken again.',
        exposes: `A View of each of ${targets(count)}.`,
        yes: 'Save Views',
      };
    }
    case 'make-track':
      return {
        title: `Let target ${String(wish.index + 1).padStart(3, '0')} track?`,
        text: 'It comes first, all positions count from it, and the file is saved at once. Nothing is exposed; maps of the Navigator get other notes.',
        yes: 'Make it the tracking target',
      };
    case 'copy-to-acquire':
      return {
        title: `Copy ${wish.area} to all acquire points?`,
        text: 'Every item of the Navigator that is marked Acquire gets a targets file and points of its own. Nothing is exposed.',
        yes: 'Copy',
      };
    case 'measure-geometry':
      return {
        title: `Measure pretilt and rotation of ${wish.area}?`,
        text: 'The height is measured by autofocus at each geometry point.',
        exposes: `An autofocus, three images or so, at each of ${area?.geometryPoints.length ?? 0} points.`,
        yes: 'Measure',
      };
    case 'tilt-axis-offset':
      return {
        title: 'Measure the tilt-axis offset?',
        text: 'The stage tilts and is focused on where it stands.',
        exposes: 'An autofocus at each of several tilts where the stage stands.',
        yes: 'Measure',
      };
    case 'go-to':
      return {
        title: 'Move the stage?',
        text: `The stage goes to ${wish.stage.x.toFixed(2)}, ${wish.stage.y.toFixed(2)} µm, image shift to zero. Nothing is exposed.`,
        yes: 'Go there',
      };
  }
}

const places = (count: number): string => (count === 1 ? 'one place' : `${count} places`);
const targets = (count: number): string => (count === 1 ? 'one target' : `${count} targets`);
