import { Alert, Button, Group, Loader, Text } from '@mantine/core';
import type { JobView } from 'pacetomo/page';
import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { useAct, useReply } from '../../../server/replies.ts';
import styles from '../panel/Panel.module.css';

/** Jobs whose end somebody has read. */
const useReadJobs = create<{ readonly read: readonly string[] }>(() => ({ read: [] }));

/** The job that works now, or the last one until somebody has read what became of it. */
export function JobStrip({ area }: { readonly area: string | null }) {
  const { data: jobs = [] } = useReply('jobs', {});
  const { read } = useReadJobs();
  const ours = jobs.filter((job) => job.endedAt === null || job.area === null || job.area === area);
  const job = ours.find(({ endedAt }) => endedAt === null) ?? newest(ours.filter(({ job: id }) => !read.includes(id)));
  if (job === null || job === undefined) return null;
  return (
    <section className={styles.section} aria-label="Job">
      {job.endedAt === null ? (
        <Working job={job} />
      ) : (
        <Ended job={job} onRead={() => useReadJobs.setState({ read: [...read, job.job] })} />
      )}
    </section>
  );
}

const newest = (jobs: readonly JobView[]): JobView | null =>
  jobs.reduce<JobView | null>(
    (last, job) => (last === null || (job.endedAt ?? '') > (last.endedAt ?? '') ? job : last),
    null,
  );

function Working({ job }: { readonly job: JobView }) {
  const { mutate } = useAct('stopJob', { job: job.job });
  return (
    <>
      <Group gap={8} wrap="nowrap" justify="space-between">
        <Group gap={8} wrap="nowrap">
          <Loader size={14} />
          <Text className={styles.title}>{job.title}</Text>
        </Group>
        <Button
          size="compact-xs"
          variant="light"
          color="red"
          disabled={job.isBeingStopped}
          onClick={() => mutate(undefined)}
        >
          {job.isBeingStopped ? 'Stopping' : 'Stop'}
        </Button>
      </Group>
      <Lines lines={job.lines} />
    </>
  );
}

function Ended({ job, onRead }: { readonly job: JobView; readonly onRead: () => void }) {
  const words = { complete: 'done', stopped: 'stopped', trouble: 'did not work' };
  return (
    <Alert
      p={8}
      color={job.ending === 'complete' ? 'teal' : job.ending === 'stopped' ? 'gray' : 'red'}
      title={`${job.title}: ${words[job.ending ?? 'stopped']}`}
      withCloseButton
      closeButtonLabel="I have read this"
      onClose={onRead}
    >
      {job.trouble === null ? <Lines lines={job.lines} /> : <Text size="xs">{job.trouble}</Text>}
    </Alert>
  );
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  const end = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest line is looked at when there is another one
  useEffect(() => {
    end.current?.scrollTo({ top: end.current.scrollHeight });
  }, [lines.length]);
  if (lines.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <div className={styles.lines} ref={end} role="log" aria-label="What the job says" tabIndex={0}>
      {lines.slice(-60).join('\n')}
    </div>
  );
}
