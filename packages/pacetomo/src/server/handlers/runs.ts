import { imageSizes } from '../../api/runs.ts';
import type { Desk } from '../../desk/desk.ts';
import { Refusal } from '../../desk/refusal.ts';
import type { Handlers } from '../handler.ts';

/** Runs: begun, watched, steered, looked back at. */
export const runsHandlers = ({ runs }: Pick<Desk, 'runs'>) =>
  ({
    runs: () => runs.summaries(),
    run: ({ params }) => runs.view(params.run),
    startRuns: ({ body, asker }) => runs.start(body, asker.name),
    runEvents: ({ params, lastEventId, signal }) => runs.events(params.run, lastEventId, signal),
    runLog: ({ params, query }) => runs.log(params.run, byteIn(query.get('after'))),
    image: async ({ params }) => {
      const { run, target, step, size } = params;
      if (!isSize(size) || !/^\d{1,5}$/.test(step))
        throw new Refusal(404, 'no-image', 'There is no such image: a step is a number, a size thumb, view or large.');
      return runs.image(run, target, Number(step), size);
    },
    series: ({ params }) => runs.series(params.run),
    seriesPicture: ({ params }) => runs.seriesFile(params.run, params.target, 'picture'),
    seriesMovie: ({ params }) => runs.seriesFile(params.run, params.target, 'movie'),
    seriesManifest: ({ params }) => runs.seriesFile(params.run, params.target, 'manifest'),
    bundle: ({ params }) => runs.bundle(params.run),
    wish: ({ params, body, asker, expectedSeq }) => runs.wish(params.run, body, expectedSeq, asker.name),
    stopRun: ({ params, asker }) => runs.stop(params.run, asker.name),
    resume: ({ params, body, asker, expectedSeq }) => runs.resume(params.run, body.realign, expectedSeq, asker.name),
  }) satisfies Pick<
    Handlers,
    | 'runs'
    | 'run'
    | 'startRuns'
    | 'runEvents'
    | 'runLog'
    | 'image'
    | 'series'
    | 'seriesPicture'
    | 'seriesMovie'
    | 'seriesManifest'
    | 'bundle'
    | 'wish'
    | 'stopRun'
    | 'resume'
  >;

const isSize = (text: string): text is keyof typeof imageSizes => Object.hasOwn(imageSizes, text);

const byteIn = (text: string | null): number | null => (text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null);
