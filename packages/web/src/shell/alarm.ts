import { notifications } from '@mantine/notifications';
import type { Notice, NoticeKind } from 'pacetomo/page';

/** Notices that wake somebody; the others are only shown. */
const loud: ReadonlySet<NoticeKind> = new Set(['run-suspended', 'question', 'job-trouble', 'waiting', 'run-complete']);
const bad: ReadonlySet<NoticeKind> = new Set(['run-suspended', 'job-trouble']);

const soundKey = 'pacetomo-sound';

/** Whether alarms make a sound in this browser. */
export const hasSound = (): boolean => localStorage.getItem(soundKey) !== 'off';

export const keepSound = (on: boolean): void => localStorage.setItem(soundKey, on ? 'on' : 'off');

/** Tells whoever sits there: by a note, by a sound, and by the title of the tab while nobody looks at it. */
export function soundAlarm(notice: Notice): void {
  notifications.show({
    color: bad.has(notice.kind) ? 'red' : 'orange',
    title: notice.title,
    message: notice.text,
    autoClose: bad.has(notice.kind) ? false : 15_000,
    withBorder: true,
    closeButtonProps: { 'aria-label': 'Close' },
  });
  if (!loud.has(notice.kind)) return;
  if (hasSound()) beep(bad.has(notice.kind) ? [880, 660, 880, 660] : [660, 880]);
  flashTitle(notice.title);
}

/** Tones one after the other, Hz. Browsers are silent until somebody has clicked in the page. */
export function beep(tonesHz: readonly number[]): void {
  const context = new AudioContext();
  const toneS = 0.22;
  for (const [i, hz] of tonesHz.entries()) {
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    const startS = context.currentTime + i * toneS;
    tone.frequency.value = hz;
    volume.gain.setValueAtTime(0.12, startS);
    volume.gain.exponentialRampToValueAtTime(0.001, startS + toneS);
    tone.connect(volume).connect(context.destination);
    tone.start(startS);
    tone.stop(startS + toneS);
  }
  setTimeout(() => void context.close(), tonesHz.length * toneS * 1000 + 200);
}

let flashing: ReturnType<typeof setInterval> | undefined;

function flashTitle(text: string): void {
  clearInterval(flashing);
  const title = document.title.replace(/^● .*? — /, '');
  if (document.visibilityState === 'visible') return;
  let isOn = false;
  flashing = setInterval(() => {
    if (document.visibilityState === 'visible') {
      clearInterval(flashing);
      document.title = title;
      return;
    }
    isOn = !isOn;
    document.title = isOn ? `● ${text} — ${title}` : title;
  }, 1000);
}
