import type { Desk } from '../../desk/desk.ts';
import { Refusal } from '../../desk/refusal.ts';
import type { Handlers } from '../handler.ts';

/** Jobs: choosing, looking, measuring. */
export const jobsHandlers = ({ jobs }: Desk) =>
  ({
    jobs: async () => jobs.views(),
    job: async ({ params: { job } }) => jobs.view(job) ?? unknown(job),
    startJob: ({ body, asker }) => jobs.start(body, asker.name),
    answer: async ({ params: { job }, body: { question, answer } }) => {
      const view = jobs.view(job) ?? unknown(job);
      if (view.question?.question !== question)
        throw new Refusal(409, 'question-is-over', 'That question is answered already, or not asked any more.');
      return jobs.answer(job, question, answer);
    },
    stopJob: async ({ params: { job }, asker }) => {
      if (jobs.view(job) === null) unknown(job);
      return jobs.stop(job, asker.name);
    },
  }) satisfies Pick<Handlers, 'jobs' | 'job' | 'startJob' | 'answer' | 'stopJob'>;

function unknown(job: string): never {
  throw new Refusal(404, 'no-such-job', `There is no job ${job}. Those of an earlier start of the server are gone.`);
}
