import {
  type BodyOf,
  type Failure,
  headers,
  type ParamsFor,
  type ReplyOf,
  type RouteName,
  routes,
} from 'pacetomo/page';
import { keepToken, knownLease, token } from './credentials.ts';

/** The server has said no, and why. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly code: string;
  readonly id: string;

  constructor(status: number, { code, message, id }: Failure) {
    super(message);
    this.status = status;
    this.code = code;
    this.id = id;
  }
}

/** The address of a route with its variable parts. */
export function addressOf<N extends RouteName>(name: N, params: ParamsFor<N>, query = ''): string {
  const values: Readonly<Record<string, string>> = params;
  return routes[name].path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(values[key] ?? '')) + query;
}

/** What may be said along with a request. */
interface Along {
  /** Line of the run's journal up to which the page has read. */
  readonly expectedSeq?: number;
  readonly signal?: AbortSignal;
  /** `?after=…` */
  readonly query?: string;
}

/** Asks the server. Throws `Refused` with its sentence. */
export async function call<N extends RouteName>(
  name: N,
  params: ParamsFor<N>,
  body?: BodyOf<N>,
  along: Along = {},
): Promise<ReplyOf<N>> {
  const response = await fetchRoute(name, params, body, along);
  return (await response.json()) as ReplyOf<N>; // the table says so, and the server is of the same version
}

/** Asks for an image or a file. */
export const callBytes = <N extends RouteName>(name: N, params: ParamsFor<N>, along: Along = {}): Promise<Response> =>
  fetchRoute(name, params, undefined, along);

async function fetchRoute<N extends RouteName>(
  name: N,
  params: ParamsFor<N>,
  body: BodyOf<N> | undefined,
  { expectedSeq, signal, query }: Along,
): Promise<Response> {
  const { method } = routes[name];
  const response = await fetch(addressOf(name, params, query), {
    method,
    headers: {
      ...credentials(),
      [headers.page]: '1',
      ...(method === 'POST' ? acting(expectedSeq) : {}),
      ...(body === undefined || body === null ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined || body === null ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
    cache: 'default',
  }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Refused(0, {
      code: 'no-server',
      message: 'The server does not answer. Runs go on without it; start it again with “pacetomo serve”.',
      id: '',
    });
  });
  if (response.ok) return response;
  if (response.status === 401) keepToken(null);
  throw new Refused(response.status, await failureIn(response));
}

/** Who asks. */
export function credentials(): Readonly<Record<string, string>> {
  const known = token();
  return known === null ? {} : { authorization: `Bearer ${known}` };
}

const acting = (expectedSeq: number | undefined): Readonly<Record<string, string>> => ({
  [headers.requestId]: crypto.randomUUID(),
  [headers.leaseEpoch]: String(knownLease()?.epoch ?? 0),
  ...(expectedSeq === undefined ? {} : { [headers.expectedSeq]: String(expectedSeq) }),
});

async function failureIn(response: Response): Promise<Failure> {
  try {
    return (await response.json()) as Failure;
  } catch {
    return { code: 'unknown', message: `The server answered ${response.status} ${response.statusText}.`, id: '' };
  }
}
