import { Alert } from '@mantine/core';
import type { JobWish } from 'pacetomo/page';
import { useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useConfirm } from '../../parts/Confirm.tsx';
import { useRefusal } from '../../server/control.ts';
import { useReply } from '../../server/replies.ts';
import { AreaBar } from './bar/AreaBar.tsx';
import { AreaMenu } from './bar/AreaMenu.tsx';
import { ChooseMenu } from './bar/ChooseMenu.tsx';
import { LookMenu } from './bar/LookMenu.tsx';
import { MapsMenu } from './bar/MapsMenu.tsx';
import { ShowMenu } from './bar/ShowMenu.tsx';
import { KeysDialog } from './dialogs/KeysDialog.tsx';
import { PictureDialog } from './dialogs/PictureDialog.tsx';
import { WayDialog } from './dialogs/WayDialog.tsx';
import type { WayName } from './dialogs/ways.ts';
import { useStartJob } from './jobs/useStartJob.tsx';
import { MapStage } from './map/MapStage.tsx';
import { SidePanel } from './panel/SidePanel.tsx';
import styles from './TargetsPage.module.css';
import { clearPending, dropPolygon, lookAtOtherArea, useTargets } from './targetsState.ts';
import { useEditing } from './useEditing.ts';
import { leaveField, useKeys } from './useKeys.ts';
import { useScene } from './useScene.ts';
import type { MapViewer } from './viewer/mapViewer.ts';

type Open =
  | { readonly what: 'nothing' | 'keys' }
  | { readonly what: 'picture'; readonly index: number }
  | { readonly what: 'way'; readonly way: WayName };

const closed: Open = { what: 'nothing' };

/** Where targets are chosen and edited: the map with everything on it, and the list beside it. */
export function TargetsPage({ id: wanted }: { readonly id: string | null }) {
  const { data: area, error } = useReply('area', { area: wanted ?? '' }, wanted !== null);
  const editing = useEditing(wanted === null ? null : (area ?? null));
  const trouble = wanted === null ? null : (error?.message ?? null);
  const [, go] = useLocation();
  const { data: areas = [] } = useReply('areas', {});
  const [viewer, setViewer] = useState<MapViewer | null>(null);
  const [open, setOpen] = useState<Open>(closed);
  const scene = useScene(editing?.area ?? null);
  const jobs = useStartJob(editing?.area ?? null);
  const { dialog, confirm } = useConfirm();
  const noControl = useRefusal();
  const awaitArea = useAwaitedArea(areas.map(({ area }) => area));
  const onOpen = useCallback((index: number) => setOpen({ what: 'picture', index }), []);
  const onWay = useCallback((way: WayName) => setOpen({ what: 'way', way }), []);
  const onKeys = useCallback(() => setOpen({ what: 'keys' }), []);
  const close = useCallback(() => setOpen(closed), []);
  useKeys({ scene, editing, viewer, onOpen, onKeys });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another area begins anew
  useEffect(lookAtOtherArea, [wanted]);

  const wish = async (asked: JobWish, newArea: string | null): Promise<boolean> => {
    const hasBegun = await jobs.start(asked);
    if (!hasBegun) return false;
    if (asked.kind === 'select-polygon') dropPolygon();
    if (asked.kind === 'select-at' || asked.kind === 'select-map') clearPending();
    if (newArea !== null) awaitArea(newArea);
    return true;
  };
  const reset = async (): Promise<void> => {
    const isSure = await confirm({
      title: 'Reset to the file?',
      text: 'All edits since the file was opened or saved are dropped. Undo brings them back.',
      yes: 'Reset',
      isDangerous: true,
    });
    if (isSure) void editing?.edit({ kind: 'reset' });
  };
  return (
    <div className={`room ${styles.page}`}>
      <div className={styles.bar}>
        <AreaBar
          areas={areas}
          area={wanted}
          editing={editing}
          onArea={(area) => {
            leaveField(); // so that keys are for the map
            go(area === null ? '/targets' : `/targets/${encodeURIComponent(area)}`);
          }}
          onReset={() => void reset()}
          onKeys={onKeys}
        >
          <LookMenu jobs={jobs} />
          <ChooseMenu editing={editing} refused={jobs.refused ?? noControl} onWay={onWay} />
          {editing !== null && <AreaMenu editing={editing} jobs={jobs} onOpen={onOpen} />}
          <MapsMenu scene={scene} viewer={viewer} />
          <ShowMenu editing={editing} orientation={scene.orientation} />
        </AreaBar>
        {trouble !== null && (
          <Alert color="red" p={8} radius={0}>
            {trouble}
          </Alert>
        )}
      </div>
      <div className={styles.body}>
        <MapStage scene={scene} editing={editing} onViewer={setViewer} onOpen={onOpen} />
        <SidePanel editing={editing} base={scene.base} jobs={jobs} onWish={wish} onWay={onWay} onOpen={onOpen} />
      </div>
      {open.what === 'keys' && <KeysDialog onClose={close} />}
      {open.what === 'picture' && editing !== null && (
        <PictureDialog area={editing.area} index={open.index} onClose={close} />
      )}
      {open.what === 'way' && (
        <WayDialog way={open.way} area={editing?.area.area ?? null} onClose={close} onWish={wish} />
      )}
      {jobs.dialog}
      {dialog}
    </div>
  );
}

/** Opens a new area when its targets file is there. Gives what says which one is waited for. */
function useAwaitedArea(areas: readonly string[]): (area: string) => void {
  const [, go] = useLocation();
  const [awaited, setAwaited] = useState<string | null>(null);
  const isThere = awaited !== null && areas.includes(awaited);
  useEffect(() => {
    if (!isThere || awaited === null) return;
    setAwaited(null);
    go(`/targets/${encodeURIComponent(awaited)}`);
    useTargets.setState({ mode: 'select' });
  }, [isThere, awaited, go]);
  return setAwaited;
}
