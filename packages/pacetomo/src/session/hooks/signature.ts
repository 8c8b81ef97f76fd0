import { createHmac } from 'node:crypto';

/** The headers by which a receiver knows who has posted and when, by the conventions of standardwebhooks.com, version 1. */
export function signedHeaders(
  body: string,
  { id, at, secret }: { readonly id: string; readonly at: Date; readonly secret: Uint8Array | null },
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const identity = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (secret === null) return identity;
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { ...identity, 'webhook-signature': `v1,${signature}` };
}
