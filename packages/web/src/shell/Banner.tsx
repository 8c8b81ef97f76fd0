import { Alert, Button, Group, NumberInput, Text, TextInput } from '@mantine/core';
import { IconPlugConnectedX, IconQuestionMark } from '@tabler/icons-react';
import type { JobView, QuestionView } from 'pacetomo/page';
import { useEffect, useState } from 'react';
import { Act } from '../parts/Act.tsx';
import { useHeard } from '../server/changes.ts';
import { useAct, useReply } from '../server/replies.ts';

/** What nobody should overlook, on every page: a server that is away, and questions. */
export function Banner() {
  const stream = useHeard((heard) => heard.stream);
  const { data: jobs } = useReply('jobs', {});
  return (
    <>
      {stream === 'away' && (
        <Alert color="red" radius={0} p="xs" icon={<IconPlugConnectedX size={18} />}>
          The server does not answer; what you see may be old. A run goes on without it. Trying again…
        </Alert>
      )}
      {jobs?.map(
        (job) => job.question !== null && <Question key={job.question.question} job={job} question={job.question} />,
      )}
    </>
  );
}

function Question({ job, question }: { readonly job: JobView; readonly question: QuestionView }) {
  const { answer } = question;
  const [number, setNumber] = useState<number | string>(answer.kind === 'number' ? answer.byDefault : '');
  const [text, setText] = useState('');
  const { mutate } = useAct('answer', { job: job.job });
  const give = (value: boolean | number | string | null): void =>
    mutate({ question: question.question, answer: value });
  return (
    <Alert color="orange" radius={0} p="xs" icon={<IconQuestionMark size={18} />} title={job.title}>
      <Group gap="sm" align="center">
        <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
          {question.text}
        </Text>
        {answer.kind === 'yes-no' && (
          <>
            <Act onClick={() => give(true)}>Yes</Act>
            <Act variant="default" onClick={() => give(false)}>
              No
            </Act>
          </>
        )}
        {answer.kind === 'number' && (
          <>
            <NumberInput
              aria-label={question.text}
              value={number}
              decimalScale={answer.decimals}
              onChange={setNumber}
              w={110}
            />
            <Act onClick={() => give(typeof number === 'number' ? number : null)}>Answer</Act>
            <Act variant="default" onClick={() => give(null)}>
              None
            </Act>
          </>
        )}
        {answer.kind === 'text' && (
          <>
            <TextInput
              aria-label={question.text}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <Act onClick={() => give(text === '' ? null : text)}>Answer</Act>
          </>
        )}
        <Countdown question={question} />
        <StopJob job={job.job} />
      </Group>
    </Alert>
  );
}

/** How long there is for an answer, and what the answer will be otherwise. */
function Countdown({ question: { answer, answersItselfAt } }: { readonly question: QuestionView }) {
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  if (answersItselfAt === null)
    return (
      <Text size="xs" c="dimmed">
        waits for an answer
      </Text>
    );
  const leftS = Math.max(0, Math.round((Date.parse(answersItselfAt) - nowMs) / 1000));
  const byDefault =
    answer.kind === 'yes-no'
      ? answer.byDefault
        ? 'yes'
        : 'no'
      : answer.byDefault === null
        ? 'none'
        : String(answer.byDefault);
  return (
    <Text size="xs" c="dimmed" role="timer">
      “{byDefault}” in {Math.floor(leftS / 60)}:{String(leftS % 60).padStart(2, '0')}
    </Text>
  );
}

function StopJob({ job }: { readonly job: string }) {
  const { mutate } = useAct('stopJob', { job });
  return (
    <Button variant="subtle" color="red" onClick={() => mutate(undefined)}>
      Stop this
    </Button>
  );
}
