import { Loader } from '@mantine/core';
import { usePicture } from '../../runs/pictures.ts';
import type { RunStory } from '../../runs/runStory.ts';
import type { Exposure } from './exposures.ts';
import styles from './History.module.css';

interface ImageProps {
  readonly story: RunStory;
  readonly exposure: Exposure;
}

/** The image of an exposure, with a cross where the target was to be; or why there is none. */
export function StepImage({ story, exposure }: ImageProps) {
  const { target, step, section, kind } = exposure;
  const images = story.view?.images;
  const slot = step === null || target === null ? undefined : story.figures.slots.get(`${target}@${step}`);
  const isKept = kind === 'image' && slot?.section === section; // of two images, the second is kept in sight
  const wish =
    isKept && target !== null && step !== null && images?.canBeRead === true
      ? ({ run: story.run, target, step, size: 'large', section } as const)
      : null;
  const picture = usePicture(wish);
  const deg = step === null ? null : (story.state.schedule[step]?.deg ?? null);
  return (
    <div className={styles.stage}>
      {wish !== null && picture.state === 'there' && (
        <>
          <img className={styles.frame} src={picture.url} alt={`Target ${target} at ${deg}°, section ${section}`} />
          <Cross />
        </>
      )}
      {wish !== null && picture.state === 'waiting' && <Loader aria-label="Reading the image" color="gray" />}
      {wish !== null && picture.state === 'trouble' && <p className={styles.none}>{picture.sentence}</p>}
      {wish === null && <p className={styles.none}>{whyNone(exposure, isKept, images?.why ?? null)}</p>}
      {deg !== null && target !== null && (
        <span className={styles.onTop}>
          {target} · {deg > 0 ? '+' : ''}
          {String(deg).replace('-', '−')}°{section !== null && ` · section ${section}`}
        </span>
      )}
    </div>
  );
}

function whyNone({ kind }: Exposure, isKept: boolean, why: string | null): string {
  switch (kind) {
    case 'look':
      return 'A look: SerialEM used its image to find, focus or align, and no image of it was kept.';
    case 'focus':
      return 'An autofocus: its images are not kept.';
    case 'lost':
      return 'The specimen was exposed, but no image was kept.';
    case 'void':
      return 'Nothing was exposed after all.';
    case 'open':
      return 'Nobody knows yet what became of this exposure; a resumed run finds out first.';
    case 'image':
      return isKept ? (why ?? 'The image is not there.') : 'This place was exposed again; the later image is shown.';
  }
}

/** Where the target was to be: the middle of the image. */
const Cross = () => (
  <svg
    width="36"
    height="36"
    viewBox="-18 -18 36 36"
    aria-hidden="true"
    style={{ position: 'absolute', left: 'calc(50% - 18px)', top: 'calc(50% - 18px)', pointerEvents: 'none' }}
  >
    <path d="M-16 0H-5M5 0H16M0 -16V-5M0 5V16" stroke="#000" strokeWidth="3" opacity="0.5" />
    <path d="M-16 0H-5M5 0H16M0 -16V-5M0 5V16" stroke="#ffd23f" strokeWidth="1.4" />
  </svg>
);
