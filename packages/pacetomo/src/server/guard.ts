import { isIP } from 'node:net';
import { headers } from '../api/route.ts';

/** Names under which this server may be called, as in the header Host. */
export interface OwnNames {
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
}

/** Where a server listens and how it may be called. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  /** Further names, `krios.lab` or `krios.lab:443`: those of a tunnel or of the certificate. */
  readonly names: readonly string[];
}

/** Whether only this computer reaches an address. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/** Host as it is written in an address. */
export const inAddress = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);

/**
 * The names that are let through: those of this computer for itself, the address it listens on, and what was given. Any
 * other name that leads here was made by somebody else (DNS rebinding).
 */
export function ownNames({ host, port, isTls, names }: Listening): OwnNames {
  const scheme = isTls ? 'https' : 'http';
  const usualPort = isTls ? 443 : 80;
  const own = ['127.0.0.1', '[::1]', 'localhost', ...(isWildcard(host) ? [] : [inAddress(host)])]
    .map((name) => name.toLowerCase())
    .flatMap((name) => [`${name}:${port}`, ...(port === usualPort ? [name] : [])]);
  const given = names
    .map((name) => name.toLowerCase())
    .flatMap((name) => (/:\d+$/.test(name) ? [name] : [`${name}:${port}`, name]));
  return {
    hosts: new Set([...own, ...given]),
    // a tunnel or proxy may add TLS in front of a given name
    origins: new Set([
      ...own.map((name) => `${scheme}://${name}`),
      ...given.flatMap((name) => [`${scheme}://${name}`, `https://${name}`]),
    ]),
  };
}

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** Whether a header Host is ours. Nothing is normalized: what is not written as we write it is not ours. */
export const isOwnHost = ({ hosts }: OwnNames, host: string | undefined): boolean =>
  host !== undefined && hosts.has(host.toLowerCase());

/** The headers of a request. */
export type HeaderOf = (name: string) => string | undefined;

/**
 * Why a request is not looked at, or null. A page of another site can send requests here, but neither with our Origin nor
 * with our header; and it can read nothing, since no reply allows it.
 */
export function refusedOrigin(own: OwnNames, acts: boolean, header: HeaderOf): string | null {
  const origin = header('origin');
  if (origin !== undefined && !own.origins.has(origin.toLowerCase()))
    return `This is no request of our own page: it comes from ${printable(origin)}.`;
  const site = header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && (acts || site !== 'none'))
    return 'This is no request of our own page: the browser says that another site asks.';
  if (!acts) return null;
  if (origin === undefined) return 'Requests that do something have to say where they come from, in the header Origin.';
  if (header(headers.page) === undefined) return `Requests that do something need the header ${headers.page}.`;
  return null;
}

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
