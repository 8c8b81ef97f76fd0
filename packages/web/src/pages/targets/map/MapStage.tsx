import { Text } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { turnOf } from '../../../scene/orientation.ts';
import { useReply } from '../../../server/replies.ts';
import { Overlay } from '../overlay/Overlay.tsx';
import { useTargets } from '../targetsState.ts';
import type { Editing } from '../useEditing.ts';
import type { Scene } from '../useScene.ts';
import { MapViewer } from '../viewer/mapViewer.ts';
import { Foot } from './Foot.tsx';
import { Guide } from './Guide.tsx';
import { homeBox } from './homeBox.ts';
import { Legend } from './Legend.tsx';
import styles from './MapStage.module.css';
import { ModeStrip } from './ModeStrip.tsx';
import { TiltSlider } from './TiltSlider.tsx';

export interface MapStageProps {
  readonly scene: Scene;
  readonly editing: Editing | null;
  readonly onViewer: (viewer: MapViewer | null) => void;
  readonly onOpen: (index: number) => void;
}

/** The map with everything on it. */
export function MapStage({ scene, editing, onViewer, onOpen }: MapStageProps) {
  const element = useRef<HTMLDivElement>(null);
  const [viewer, setViewer] = useState<MapViewer | null>(null);
  const shown = useTargets((state) => state.shown);
  const { base, layers, world, orientation } = scene;
  const { data: holes = null } = useReply('holes', { map: base?.map ?? '' }, base !== null && shown.holes);
  const { data: outlines = [] } = useReply('outlines', {}, shown.outlines);
  const area = editing?.area ?? null;

  useEffect(() => {
    if (element.current === null) return;
    const made = new MapViewer(element.current);
    setViewer(made);
    onViewer(made);
    return () => {
      onViewer(null);
      setViewer(null);
      made.close();
    };
  }, [onViewer]);

  useEffect(() => viewer?.show(layers), [viewer, layers]);
  const turn = useMemo(() => turnOf(orientation), [orientation]);
  useEffect(() => viewer?.setTurn(turn), [viewer, turn]);

  const at = `${scene.id} ${area?.area ?? ''}`;
  const looked = useRef('');
  useEffect(() => {
    if (viewer === null || looked.current === at) return;
    looked.current = at;
    viewer.fit(homeBox(scene, area), true);
  });

  return (
    <div className={styles.stage}>
      <div ref={element} className={styles.tiles} />
      <Overlay viewer={viewer} world={world} editing={editing} holes={holes} outlines={outlines} onOpen={onOpen} />
      {base === null && area === null && (
        <Text className={styles.empty} c="dimmed" size="sm" component="div">
          There is no map yet. “Look” above takes a View or a montage where the stage stands.
        </Text>
      )}
      <ModeStrip onFit={() => viewer?.fit(homeBox(scene, area))} onZoom={(factor) => viewer?.zoomBy(factor)} />
      <Guide base={base} />
      <div className={styles.bottom}>
        <Foot viewer={viewer} world={world} />
        {area !== null && <TiltSlider area={area} />}
        {area !== null && <Legend area={area} />}
      </div>
    </div>
  );
}
