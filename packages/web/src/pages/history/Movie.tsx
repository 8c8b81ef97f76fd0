import { Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Scroll } from '../../parts/Scroll.tsx';
import type { RunStory } from '../../runs/runStory.ts';
import { useReply } from '../../server/replies.ts';
import { FilmFrames } from './FilmFrames.tsx';
import { type FilmPlace, filmOf, nextPlace, shiftOf } from './film.ts';
import styles from './History.module.css';
import { type FilmWish, MovieControls } from './MovieControls.tsx';
import { useOfStory } from './useOfStory.ts';

/** A tilt series as a film: from one end of the tilts to the other, with what was measured. */
export function Movie({ story }: { readonly story: RunStory }) {
  const { plan, view } = story;
  const { data: area } = useReply('area', { area: plan.name });
  const [target, setTarget] = useState(plan.targets.find(({ skip }) => !skip)?.id ?? '');
  const [wish, setWish] = useState<FilmWish>({
    isPlaying: false,
    perSecond: 8,
    order: 'angle',
    isBackAndForth: true,
    isShifted: false,
  });
  const [place, setPlace] = useState<FilmPlace>({ at: 0, by: 1 });
  const film = useOfStory(
    story,
    ({ state, figures }) => filmOf(state, figures, target, wish.order),
    `${target} ${wish.order}`,
  );
  const at = Math.min(place.at, Math.max(0, film.length - 1));
  const { isPlaying, perSecond, isBackAndForth } = wish;

  useEffect(() => {
    if (!isPlaying || film.length < 2) return;
    const timer = setInterval(() => setPlace((now) => nextPlace(now, film.length, isBackAndForth)), 1000 / perSecond);
    return () => clearInterval(timer);
  }, [isPlaying, perSecond, isBackAndForth, film.length]);

  const frame = area?.sizes.frame ?? null;
  const now = film[at];
  return (
    <div className={`${styles.body} ${styles.movie}`}>
      <section className={styles.panel} aria-label="Film">
        <div className={styles.stage}>
          {view?.images.canBeRead === false && <p className={styles.none}>{view.images.why}</p>}
          {view?.images.canBeRead === true && film.length > 0 && (
            <FilmFrames
              key={target}
              run={story.run}
              film={film}
              at={at}
              shiftOf={({ offUm }) =>
                wish.isShifted && frame !== null && offUm !== null ? shiftOf(offUm, frame) : null
              }
            />
          )}
          {film.length === 0 && <p className={styles.none}>Target {target} has no images in this run.</p>}
          {now !== undefined && (
            <span className={styles.onTop}>
              {target} · {now.deg > 0 ? '+' : ''}
              {String(now.deg).replace('-', '−')}° · {shiftWords(now.slot.offUm)}
            </span>
          )}
        </div>
      </section>
      <section className={styles.panel} aria-label="What is shown">
        <div className={styles.bar}>
          <Text fw={650} size="sm">
            Tilt series as a film
          </Text>
        </div>
        <Scroll label="Controls of the film">
          <MovieControls
            targets={plan.targets.filter(({ skip }) => !skip).map(({ id }) => id)}
            target={target}
            onTarget={setTarget}
            wish={wish}
            onWish={(change) => setWish({ ...wish, ...change })}
            film={film}
            at={at}
            onAt={(next) => setPlace({ at: next, by: 1 })}
            noShift={
              frame === null
                ? 'How the camera lies to the tilt axis is not known here: it is read from SerialEM when an area is open and the microscope is connected.'
                : null
            }
          />
        </Scroll>
      </section>
    </div>
  );
}

const shiftWords = (off: { readonly x: number; readonly y: number } | null): string =>
  off === null
    ? 'not aligned'
    : `found ${Math.round(off.x * 1000) || 0}, ${Math.round(off.y * 1000) || 0} nm off`.replaceAll('-', '−');
