import { applyAffine, type Vec } from 'pacetomo/page';
import { useEffect, useMemo, useRef } from 'react';
import { onScreen } from '../../scene/orientation.ts';
import { placeOf } from '../../scene/world.ts';
import { useCursor } from './cursor.ts';
import { type Deeds, deedsIn } from './deeds.ts';
import { deedOf, type KeyDeed } from './keyDeeds.ts';
import { homeBox, mapBox } from './map/homeBox.ts';
import { beginMode, choose, closePolygon, dropPending, dropPolygon, show, useTargets } from './targetsState.ts';
import type { Editing } from './useEditing.ts';
import type { Scene } from './useScene.ts';
import type { MapViewer } from './viewer/mapViewer.ts';

/** How far a target is moved by a key, µm. */
const nudgeUm = 0.1;
const panPx = 80;

export interface KeysContext {
  readonly scene: Scene;
  readonly editing: Editing | null;
  readonly viewer: MapViewer | null;
  readonly onOpen: (index: number) => void;
  readonly onKeys: () => void;
}

/** Keys for everything that the mouse can do on the page. Fields and dialogs keep theirs. */
export function useKeys(context: KeysContext): void {
  const { scene, editing } = context;
  const deeds = useMemo(() => deedsIn(scene.world, editing), [scene.world, editing]);
  const now = useRef({ context, deeds });
  now.current = { context, deeds };
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (isTyping(event)) return;
      const deed = deedOf(event);
      if (deed === null || belongsToControl(event)) return;
      event.preventDefault();
      perform(deed, now.current.context, now.current.deeds);
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
}

/** A field, a list to choose from or a dialog has the keys now. */
function isTyping({ target, defaultPrevented }: KeyboardEvent): boolean {
  if (defaultPrevented || document.querySelector('[role="dialog"][aria-modal="true"]') !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (hasOpenDropdown()) return true;
  if (target.closest('[role="slider"], [aria-roledescription="sortable"][aria-pressed="true"]') !== null) return true;
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox';
  return target instanceof HTMLTextAreaElement || target.isContentEditable;
}

/** Keys are for the page again, not for the field that had them. */
export function leaveField(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

/** A menu or something like it is open. Closed ones may stay in the document. */
const hasOpenDropdown = (): boolean =>
  [...document.querySelectorAll('.mantine-Popover-dropdown')].some((dropdown) => dropdown.checkVisibility());

/** Enter presses the button that has the focus. */
const belongsToControl = ({ target, key }: KeyboardEvent): boolean =>
  key === 'Enter' && target instanceof HTMLElement && target.closest('button, a') !== null;

function perform(deed: KeyDeed, { scene, editing, viewer, onOpen, onKeys }: KeysContext, deeds: Deeds): void {
  const state = useTargets.getState();
  const { selected } = state;
  const cursor = useCursor.getState().at;
  const area = editing?.area ?? null;
  const map = mapBox(scene);
  switch (deed.deed) {
    case 'mode':
      beginMode(deed.mode);
      break;
    case 'show':
      show({ [deed.layer]: !state.shown[deed.layer] });
      break;
    case 'next':
      chooseNext(deed.by, scene, editing, viewer);
      break;
    case 'nudge':
      nudge(deed, scene, editing);
      break;
    case 'pan':
      viewer?.panBy(-deed.right * panPx, 0);
      break;
    case 'zoom':
      viewer?.zoomBy(1.2 ** deed.by);
      break;
    case 'skip':
      if (selected !== null) deeds.skip(selected);
      break;
    case 'delete':
      if (selected !== null) void editing?.edit({ kind: 'delete', index: selected });
      else if (state.pending.length > 0) dropPending(state.pending.length - 1);
      break;
    case 'enter':
      if (state.mode === 'polygon') closePolygon();
      else if (selected !== null) onOpen(selected);
      break;
    case 'escape':
      dropOne();
      break;
    case 'geometry-at-cursor':
      if (cursor !== null) deeds.addGeometry(cursor);
      break;
    case 'next-map':
      nextMap(scene);
      break;
    case 'fit':
      viewer?.fit(homeBox(scene, area));
      break;
    case 'fit-map':
      if (map !== null) viewer?.fit(map);
      break;
    case 'undo':
    case 'redo':
      void editing?.edit({ kind: deed.deed });
      break;
    case 'save':
      void editing?.save();
      break;
    case 'keys':
      onKeys();
      break;
    default:
      deed satisfies never;
  }
}

/** Drops what was begun last, one thing at a time. */
function dropOne(): void {
  const { drag, mode, corners, isClosed } = useTargets.getState();
  if (drag !== null) useTargets.setState({ drag: null });
  else if (mode === 'polygon' && corners.length > 0 && !isClosed) dropPolygon();
  else if (mode !== 'select') beginMode('select');
  else choose(null);
}

function chooseNext(by: 1 | -1, { world }: Scene, editing: Editing | null, viewer: MapViewer | null): void {
  const targets = editing?.area.targets ?? [];
  if (targets.length === 0) return;
  const { selected } = useTargets.getState();
  const next = selected === null ? (by > 0 ? 0 : targets.length - 1) : selected + by;
  const target = targets[next];
  if (target === undefined) return;
  choose(next);
  const place = placeOf(world, target);
  if (place !== null) viewer?.bringIn(place);
}

/** Moves the chosen target as the arrow points on the screen, to the next axis of the specimen. */
function nudge({ right, down }: Extract<KeyDeed, { deed: 'nudge' }>, scene: Scene, editing: Editing | null): void {
  const { selected } = useTargets.getState();
  const target = selected === null ? undefined : editing?.area.targets[selected];
  const { toSpecimen } = scene.world;
  if (selected === null || target?.position == null || toSpecimen === null) return;
  const shown = onScreen(scene.orientation); // its inverse is its transpose
  const step: Vec<'image'> = { x: shown.xx * right + shown.yx * down, y: shown.xy * right + shown.yy * down };
  const origin = applyAffine(toSpecimen, { x: 0, y: 0 });
  const there = applyAffine(toSpecimen, step);
  const along: Vec<'specimen'> = { x: there.x - origin.x, y: there.y - origin.y };
  const size = Math.hypot(along.x, along.y);
  const to = {
    x: nanometres(target.position.x + (nudgeUm * along.x) / size),
    y: nanometres(target.position.y + (nudgeUm * along.y) / size),
  };
  void editing?.edit({ kind: 'move', index: selected, to });
}

const nanometres = (um: number): number => Math.round(um * 1000) / 1000;

/** The next map is drawn on; after the last one none, and then the first again. */
function nextMap({ maps, base }: Scene): void {
  const ids = [...maps.map(({ map }) => map), 'none'];
  const at = ids.indexOf(base?.map ?? 'none');
  useTargets.setState({ base: ids[(at + 1) % ids.length] ?? null });
}
