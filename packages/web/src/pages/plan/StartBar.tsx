import { IconPlayerPlay } from '@tabler/icons-react';
import type { AreaSummary, MicroscopeView } from 'pacetomo/page';
import { useLocation } from 'wouter';
import { Act } from '../../parts/Act.tsx';
import { useConfirm } from '../../parts/Confirm.tsx';
import { useAct, useReply } from '../../server/replies.ts';
import styles from './Plan.module.css';
import { usePlan } from './planStore.ts';
import { count, diskWords, doseWords, durationWords, exposesWords, objectionsOf } from './reportWords.ts';
import { useCheck } from './useCheck.ts';

interface BarProps {
  readonly areas: readonly AreaSummary[];
  /** The dry run found something that stops the run. */
  readonly onRefused: () => void;
}

/** What the session is in numbers, and its start, which a dry run and a question go before. */
export function StartBar({ areas, onRefused }: BarProps) {
  const { chosen, checked } = usePlan();
  const { data: microscope } = useReply('microscope', {});
  const { isAsking, check } = useCheck();
  const { dialog, confirm } = useConfirm();
  const [, go] = useLocation();
  const start = useAct('startRuns', {}, ({ job }) => go(`/run/${encodeURIComponent(job)}`));
  const there = chosen.filter((area) => areas.some((one) => one.area === area));
  const report = checked?.view.report ?? null;
  const again = areas.filter(({ area, run }) => there.includes(area) && run !== null).map(({ area }) => area);

  const begin = async (): Promise<void> => {
    const view = await check(there, true);
    if (view === null) return;
    if (objectionsOf(view).length > 0) return onRefused();
    const costs = view.report.findings.filter(({ gravity }) => gravity === 'costs').length;
    const text = (
      <>
        {there.join(', ')} — {durationWords(view.report.minutes)} of microscope time. You can leave this page; the run
        goes on by itself.
        {costs > 0 && <p>The dry run found {count(costs, 'thing')} that will cost images or dose; see Findings.</p>}
        {again.length > 0 && <p>Acquired before, and exposed again now: {again.join(', ')}.</p>}
      </>
    );
    const title = there.length === 1 ? `Start ${there[0]}?` : `Start ${there.length} areas?`;
    if (!(await confirm({ title, text, exposes: exposesWords(view.report), yes: 'Start' }))) return;
    start.mutate({ areas: [...there], over: {}, preset: null });
  };
  return (
    <div className={styles.foot}>
      {dialog}
      <Figure value={there.length} words={there.length === 1 ? 'area' : 'areas'} />
      {report !== null && (
        <>
          <Figure value={durationWords(report.minutes).replace('about ', '')} words="microscope time" />
          <Figure value={report.areas.reduce((sum, one) => sum + one.images, 0)} words="images" />
          <Figure value={doseWords(report) ?? 'not known'} words="dose of a target" />
          <Figure
            value={report.disk.stacksGb === null ? 'not known' : diskWords(report.disk.stacksGb)}
            words={report.disk.freeGb === null ? 'of disk' : `of disk; ${diskWords(report.disk.freeGb)} free`}
          />
        </>
      )}
      <span style={{ flex: 1 }} />
      <Act
        size="sm"
        leftSection={<IconPlayerPlay size={17} />}
        loading={isAsking || start.isPending}
        refused={refusalOf(there, microscope)}
        help="Makes a dry run, says what would be exposed, and asks before it begins"
        onClick={() => void begin()}
      >
        {there.length > 1 ? `Start ${there.length} areas` : 'Start'}
      </Act>
    </div>
  );
}

function Figure({ value, words }: { readonly value: number | string; readonly words: string }) {
  return (
    <span className={styles.figure}>
      <b>{value}</b>
      <span>{words}</span>
    </span>
  );
}

/** Why nothing can be started now; null when it can. */
function refusalOf(areas: readonly string[], microscope: MicroscopeView | undefined): string | null {
  if (areas.length === 0) return 'Choose at least one area.';
  if (microscope === undefined) return 'The server has not answered yet.';
  if (microscope.state === 'busy') return `${microscope.sentence} ${microscope.busyWith?.title ?? ''}`.trim();
  if (microscope.state !== 'ours') return 'No microscope is connected. Connect to one on the page Microscope.';
  return null;
}
