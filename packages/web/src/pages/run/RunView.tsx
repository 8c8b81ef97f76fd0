import { Center, Loader, Stack, Text } from '@mantine/core';
import { useDeferredValue, useState } from 'react';
import type { Order } from '../../runs/cells.ts';
import { useRunStory } from '../../runs/runStory.ts';
import { useReply } from '../../server/replies.ts';
import { Grid } from './Grid.tsx';
import { type CellSize, GridBar } from './GridBar.tsx';
import { ImageViewer, type Shown } from './ImageViewer.tsx';
import { Latest } from './Latest.tsx';
import { RestBox } from './RestBox.tsx';
import styles from './Run.module.css';
import { RunHeader } from './RunHeader.tsx';
import { SidePanel } from './SidePanel.tsx';

/** One run: how it stands, what it has taken, what it measures. */
export function RunView({ run }: { readonly run: string }) {
  const story = useRunStory(run);
  const { error } = useReply('run', { run });
  const [order, setOrder] = useState<Order>('angle');
  const [size, setSize] = useState<CellSize>('fit');
  const [laidOutBy, sizeOfCells] = [useDeferredValue(order), useDeferredValue(size)]; // hundreds of cells, in slices
  const [selected, setSelected] = useState<string | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  if (error !== null && story === null)
    return (
      <Center h="60%" p="md">
        <Text>{error.message}</Text>
      </Center>
    );
  if (story === null || story.view === undefined)
    return (
      <Center h="60%">
        <Loader aria-label="Reading the run" />
      </Center>
    );
  return (
    <div className={`room ${styles.page}`}>
      <RunHeader story={story} view={story.view} />
      <div className={styles.main}>
        <Stack gap={6} className={styles.left}>
          <RestBox story={story} view={story.view} />
          <GridBar
            plan={story.plan}
            order={order}
            onOrder={setOrder}
            size={size}
            onSize={setSize}
            selected={selected}
            onSelect={setSelected}
          />
          <Grid
            story={story}
            view={story.view}
            order={laidOutBy}
            size={sizeOfCells}
            selected={selected}
            onSelect={setSelected}
            onOpen={setShown}
          />
          <Latest story={story} onOpen={setShown} />
        </Stack>
        <SidePanel story={story} selected={selected} />
      </div>
      <ImageViewer story={story} order={order} shown={shown} onShow={setShown} />
    </div>
  );
}
