import type { Role, Stream } from '../api/route.ts';
import type { BodyOf, ParamsFor, ReplyOf, RouteName } from '../api/routes.ts';

/** Who asks, as the server knows it. */
export interface Asker {
  /** Of the token, not the token itself. */
  readonly id: string;
  readonly role: Role;
  /** As it calls itself in the lease: for journals and logs. */
  readonly name: string;
  /** Its address, for the log. */
  readonly from?: string;
}

/** A request that has passed all checks: Host, Origin, token, role, lease, body. */
export interface Asked<N extends RouteName> {
  readonly params: ParamsFor<N>;
  readonly body: BodyOf<N>;
  readonly query: URLSearchParams;
  readonly asker: Asker;
  /** For streams: the number of the last event that a reader has got before it was away; 0 for none. */
  readonly lastEventId: number;
  /** Line of the run's journal up to which the asker has read; only for routes with `journal`. */
  readonly expectedSeq: number | null;
  /** Ends when the asker is gone. */
  readonly signal: AbortSignal;
}

/** One server-sent event. */
export interface SentEvent {
  readonly id: number;
  /** Name of the event; `message` when absent. */
  readonly event?: string;
  /** JSON. */
  readonly data: string;
}

type Answered<N extends RouteName> = ReplyOf<N> extends Stream ? AsyncIterable<SentEvent> : Promise<ReplyOf<N>>;

/** Answers one route. A `Trouble` becomes a reply with its sentence; anything else is a bug, logged and hidden behind a number. */
export type Handler<N extends RouteName> = (asked: Asked<N>) => Answered<N>;

/** All of them. */
export type Handlers = { readonly [N in RouteName]: Handler<N> };
