import { createWriteStream } from 'node:fs';
import { SingleBar } from 'cli-progress';
import type { RunPlan } from '../plan/plan.ts';
import { slotsDue } from '../run/nextStep.ts';
import { type RunState, tiltOf } from '../run/state.ts';
import type { StampedEvent } from '../session/journalLines.ts';
import type { LiveRun } from '../session/liveRun.ts';
import { logLine } from '../session/logLines.ts';

/** Shows and logs a run while it goes on. */
export interface Progress {
  readonly show: (event: StampedEvent) => void;
  readonly end: () => void;
}

/**
 * A bar with the time remaining on a terminal, plain lines elsewhere; every event that means something goes to the log file.
 * `live` has to have learned of an event before it is shown.
 */
export function showProgress(plan: RunPlan, live: LiveRun, logFile: string, terminal: boolean): Progress {
  const log = createWriteStream(logFile, { flags: 'a' });
  log.on('error', () => {}); // a run does not end because nobody can read of it
  process.stdout.off('error', nobodyReads).on('error', nobodyReads);
  const watch = remainingTime(plan, live.state);
  const bar = terminal
    ? new SingleBar({
        format: '{bar} {value}/{total} images  {tilt}  {left} left',
        hideCursor: true,
        noTTYOutput: false,
      })
    : null;
  bar?.start(watch.total(live.state), watch.done(live.state), { tilt: '', left: '?' });
  return {
    show: (event) => {
      const { state } = live;
      const line = logLine(plan, state, event);
      if (line !== null) log.write(`${event.t.slice(0, 19).replace('T', ' ')}  ${line}\n`);
      if (bar !== null) bar.update(watch.done(state), { tilt: tiltText(state), left: watch.left(state) });
      else if (event.type === 'move.done')
        console.log(`${line} ${watch.done(state)} of ${watch.total(state)} images, ${watch.left(state)} left.`);
      else if (line !== null && event.type !== 'track.measured') console.log(line);
    },
    end: () => {
      bar?.stop();
      log.end();
    },
  };
}

/** One for all runs of a batch. */
const nobodyReads = (): void => {};

/** Counts images and estimates what is left from those of this process; a resumed run does not count the pause. */
function remainingTime(plan: RunPlan, atStart: RunState) {
  const startedMs = performance.now();
  const done = (state: RunState): number => state.outcomes.size;
  const doneBefore = done(atStart);
  return {
    done,
    total: (state: RunState): number => done(state) + slotsDue(plan, state),
    left: (state: RunState): string => {
      const made = done(state) - doneBefore;
      if (made <= 0) return '?';
      return clock((((performance.now() - startedMs) / 1000) * slotsDue(plan, state)) / made);
    },
  };
}

const tiltText = (state: RunState): string =>
  state.stage === null ? '' : `${tiltOf(state, state.stage.step).deg.toFixed(1)}°`.padStart(7);

function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
}
