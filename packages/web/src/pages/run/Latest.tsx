import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { slotKey } from 'pacetomo/page';
import { usePicture } from '../../runs/pictures.ts';
import type { RunStory } from '../../runs/runStory.ts';
import type { Shown } from './ImageViewer.tsx';
import styles from './Run.module.css';

/** So many are shown, as far as there is room for them. */
const most = 12;

/** The newest images, large enough to see whether they are any good. */
export function Latest({ story, onOpen }: { readonly story: RunStory; readonly onOpen: (shown: Shown) => void }) {
  if (story.view?.images.canBeRead !== true) return null;
  const { latest, slots } = story.figures;
  return (
    <section className={styles.latest} aria-label="The newest images">
      {latest
        .slice(-most)
        .toReversed()
        .map((slot) => (
          <One
            key={slotKey(slot)}
            story={story}
            target={slot.target}
            step={slot.step}
            section={slots.get(slotKey(slot))?.section ?? null}
            onOpen={onOpen}
          />
        ))}
    </section>
  );
}

interface OneProps extends Shown {
  readonly story: RunStory;
  readonly section: number | null;
  readonly onOpen: (shown: Shown) => void;
}

function One({ story, target, step, section, onOpen }: OneProps) {
  const picture = usePicture({ run: story.run, target, step, section, size: 'view' });
  const deg = story.state.schedule[step]?.deg ?? 0;
  const words = `${target} at ${deg > 0 ? '+' : ''}${deg}°`;
  return (
    <UnstyledButton className={styles.latestOne} onClick={() => onOpen({ target, step })}>
      {picture.state === 'there' && <img src={picture.url} alt="" decoding="async" />}
      <span className={styles.latestWords}>
        <VisuallyHidden>Target </VisuallyHidden>
        {words}
        <VisuallyHidden>: look closely</VisuallyHidden>
      </span>
    </UnstyledButton>
  );
}
