import { QueryClient, type UseQueryResult, useMutation, useQuery } from '@tanstack/react-query';
import type { BodyOf, Changed, ParamsFor, ReplyOf, RouteName } from 'pacetomo/page';
import { sayTrouble } from '../parts/say.ts';
import { call, Refused } from './call.ts';

/** What the page knows; read again when the server says that it has changed. */
export const replies = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      retry: (count, error) => error instanceof Refused && error.status === 0 && count < 60,
      retryDelay: 1000,
      networkMode: 'always', // microscopes have no internet
    },
    mutations: { networkMode: 'always' },
  },
});

/** What a route replies, kept up to date by the stream of changes. */
export function useReply<N extends RouteName>(
  name: N,
  params: ParamsFor<N>,
  enabled = true,
): UseQueryResult<ReplyOf<N>> {
  return useQuery({
    queryKey: [name, params],
    queryFn: ({ signal }) => call(name, params, undefined, { signal }),
    enabled,
  });
}

/** Puts a reply in place that came with another request. */
export const noteReply = <N extends RouteName>(name: N, params: ParamsFor<N>, reply: ReplyOf<N>): unknown =>
  replies.setQueryData([name, params], reply);

/** Does something; what the server refuses is shown as its sentence. */
export function useAct<N extends RouteName>(
  name: N,
  params: ParamsFor<N>,
  after: (reply: ReplyOf<N>) => void = () => {},
) {
  return useMutation({
    mutationFn: (body: BodyOf<N> | undefined) => call(name, params, body),
    onSuccess: after,
    onError: sayTrouble,
  });
}

const readAgain: Readonly<Record<Changed, readonly RouteName[]>> = {
  lease: ['presence'],
  microscope: ['microscope'],
  areas: ['areas'],
  area: ['area', 'areas'],
  maps: ['maps', 'outlines', 'holes'],
  jobs: ['jobs'],
  job: ['jobs', 'job'],
  runs: ['runs'],
  run: ['run', 'runs'],
  series: ['series'],
  presets: ['presets'],
  alarms: ['alarms'],
};

/** Something has changed: what shows it, is read again. */
export function readAgainAfter(what: Changed, id: string | null): void {
  for (const name of readAgain[what])
    void replies.invalidateQueries({
      predicate: ({ queryKey: [route, params] }) => route === name && (id === null || isAbout(params, id)),
    });
}

/** Whether a reply with these parameters can be about a thing: replies without parameters are about all of them. */
function isAbout(params: unknown, id: string): boolean {
  const values = typeof params === 'object' && params !== null ? Object.values(params) : [];
  return values.length === 0 || values.includes(id);
}
