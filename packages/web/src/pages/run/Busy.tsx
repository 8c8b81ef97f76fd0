import { Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { commandWords } from '../../runs/commandWords.ts';
import type { RunStory } from '../../runs/runStory.ts';

export interface BusyProps {
  readonly story: RunStory;
  readonly isAtWork: boolean;
  readonly reason: string | null;
}

/** What the run is doing: the tilt of the stage, and what SerialEM is busy with, by the second. */
export function Busy({ story, isAtWork, reason }: BusyProps) {
  const { state, figures, live } = story;
  if (!story.isCaughtUp)
    return (
      <Text size="sm" c="dimmed">
        Reading what has happened so far… {story.events.length.toLocaleString('en')} lines
      </Text>
    );
  if (!isAtWork) return null;
  const step = state.stage?.step;
  const deg = step === undefined ? undefined : state.schedule[step]?.deg;
  const tilt =
    deg === undefined
      ? 'Finding the area'
      : `Tilt ${signed(deg)} (${(step ?? 0) + 1} of ${state.schedule.length})${figures.tiltDeg === null ? ', on its way' : ''}`;
  const target = figures.current === null ? '' : ` · target ${figures.current.target}`;
  return (
    <Text size="sm" truncate>
      {tilt}
      {target}
      {reason !== null && (
        <Text span c="yellow" fw={600}>
          {' '}
          · {reason}
        </Text>
      )}
      <Text span c="dimmed">
        {' '}
        · {live?.command === null || live === null ? 'between two commands' : <Command {...live.command} />}
      </Text>
    </Text>
  );
}

const signed = (deg: number): string => `${deg > 0 ? '+' : ''}${deg.toFixed(1)}°`;

/** Counts on by itself between what the server says, without drawing anything else again. */
function Command({
  name,
  forS,
  usualS,
}: {
  readonly name: string;
  readonly forS: number;
  readonly usualS: number | null;
}) {
  const place = useRef<HTMLSpanElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another command that lasts as long begins anew
  useEffect(() => {
    const sinceMs = performance.now() - forS * 1000;
    const show = (): void => {
      if (place.current !== null) place.current.textContent = `${((performance.now() - sinceMs) / 1000).toFixed(0)} s`;
    };
    show();
    const timer = setInterval(show, 500);
    return () => clearInterval(timer);
  }, [name, forS]);
  return (
    <>
      {commandWords(name)} for <span ref={place} />
      {usualS !== null && `, usually ${usualS < 1 ? 'less than 1' : usualS.toFixed(0)} s`}
    </>
  );
}
