import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import { usePicture } from '../../runs/pictures.ts';
import { boxOf, type FilmFrame, type Size } from './film.ts';
import styles from './History.module.css';

interface FramesProps {
  readonly run: string;
  readonly film: readonly FilmFrame[];
  /** The picture that is shown; the others lie under it, so that none has to be waited for. */
  readonly at: number;
  /** What a picture is moved by, in hundredths of its width and height. */
  readonly shiftOf: (slot: FilmFrame['slot']) => { readonly x: number; readonly y: number } | null;
}

/** All pictures of a film on top of each other, of which one is seen. */
export function FilmFrames({ run, film, at, shiftOf }: FramesProps) {
  const { ref, width, height } = useElementSize();
  const [size, setSize] = useState<Size | null>(null);
  const box = boxOf(size ?? { width: 4, height: 3 }, { width, height });
  return (
    <div ref={ref} className={styles.screen}>
      {film.map((frame, i) => (
        <Picture
          key={frame.step}
          run={run}
          frame={frame}
          isShown={i === at}
          shift={shiftOf(frame.slot)}
          box={box}
          onSize={setSize}
        />
      ))}
    </div>
  );
}

interface PictureProps {
  readonly run: string;
  readonly frame: FilmFrame;
  readonly isShown: boolean;
  readonly shift: { readonly x: number; readonly y: number } | null;
  readonly box: Size;
  readonly onSize: (size: Size) => void;
}

function Picture({ run, frame: { step, deg, slot }, isShown, shift, box, onSize }: PictureProps) {
  const picture = usePicture({ run, target: slot.target, step, size: 'view', section: slot.section });
  if (picture.state === 'there')
    return (
      <img
        src={picture.url}
        alt={`Target ${slot.target} at ${deg}°`}
        className={styles.picture}
        data-shown={isShown || undefined}
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
          onSize({ width: naturalWidth, height: naturalHeight })
        }
        style={{
          ...box,
          visibility: isShown ? 'visible' : 'hidden',
          transform: shift === null ? undefined : `translate(${shift.x.toFixed(3)}%, ${shift.y.toFixed(3)}%)`,
        }}
      />
    );
  if (!isShown) return null;
  return <p className={styles.none}>{picture.state === 'trouble' ? picture.sentence : 'Reading the image…'}</p>;
}
