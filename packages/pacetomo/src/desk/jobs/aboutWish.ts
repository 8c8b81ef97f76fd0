import type { JobWish } from '../../api/jobs.ts';

/** The area that a wish works on or makes; null for none. */
export const areaOf = (wish: JobWish): string | null => ('area' in wish ? wish.area : null);

/** Whether the area that it names does not exist yet. */
export function isNewArea(wish: JobWish): boolean {
  switch (wish.kind) {
    case 'select-at':
    case 'select-drag':
      return wish.isNew;
    case 'select-map':
    case 'select-group':
    case 'select-pattern':
    case 'select-polygon':
      return true;
    default:
      return false;
  }
}

/** Whether the Navigator has more afterwards than before, so that its file has to be saved. */
export const changesNavigator = ({ kind }: JobWish): boolean =>
  kind !== 'go-to' && kind !== 'measure-geometry' && kind !== 'tilt-axis-offset';

const looks = { view: 'a View', search: 'a Search image', preview: 'a Preview' } as const;
const images = { view: 'Views', preview: 'Previews', both: 'Views and Previews' } as const;

/** What it does, in a few words. */
export function titleOf(wish: JobWish): string {
  switch (wish.kind) {
    case 'look':
      return `Take ${looks[wish.look]}`;
    case 'montage':
      return `Montage of ${wish.columns} × ${wish.rows} Views`;
    case 'go-to':
      return `Stage to ${wish.stage.x.toFixed(1)}, ${wish.stage.y.toFixed(1)} µm`;
    case 'select-at':
      return `Targets of ${wish.area} at ${places(wish.stage.length)}`;
    case 'select-map':
      return `Targets of ${wish.area} at ${places(wish.stage.length)} of a map`;
    case 'select-drag':
      return `Targets of ${wish.area} by dragging`;
    case 'select-group':
      return `Targets of ${wish.area} from a group of points`;
    case 'select-shift':
      return `Targets of ${wish.area} by ${wish.shifts.length === 1 ? 'one image shift' : `${wish.shifts.length} image shifts`}`;
    case 'select-pattern':
      return `Pattern of holes for ${wish.area}`;
    case 'select-polygon':
      return `Polygon of ${wish.area} filled with targets`;
    case 'refine':
      return `Targets of ${wish.area} refined by ${images[wish.by]}`;
    case 'save-views':
      return `Views of the targets of ${wish.area}`;
    case 'make-track':
      return `Target ${wish.index + 1} of ${wish.area} becomes the tracking target`;
    case 'copy-to-acquire':
      return `Copies of ${wish.area} at the items marked Acquire`;
    case 'measure-geometry':
      return `Pretilt and rotation of ${wish.area}`;
    case 'tilt-axis-offset':
      return 'Tilt-axis offset';
  }
}

const places = (count: number): string => (count === 1 ? 'one place' : `${count} places`);
