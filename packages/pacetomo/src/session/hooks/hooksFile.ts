import { z } from 'zod';
import { placeholderList, unknownPlaceholders } from './placeholders.ts';

/** How long a command may take unless its hook says otherwise, s. */
const usualTimeLimitS = 60;

const noControls = /^[^\p{Cc}]*$/u;
const words = z.string().min(1).regex(noControls, 'has a control character in it');

/**
 * Windows runs batch files through cmd.exe, which reads arguments again and may take `&` in a path for the next command;
 * Node starts none without a shell since 20.12.2 (CVE-2024-27980).
 */
const program = words
  .refine((text) => !/\.(?:bat|cmd)$/i.test(text.trimEnd()), {
    error: 'is a batch file, which cannot be started safely: name the program that does the work, or powershell.exe',
  })
  .refine((text) => !/[{}]/.test(text), { error: 'has braces: placeholders may stand in the arguments only' });

const argument = z
  .string()
  .regex(noControls, 'has a control character in it')
  .refine((text) => unknownPlaceholders(text).length === 0, {
    error: ({ input }) => `has ${unknownPlaceholders(String(input)).join(', ')}; there are ${placeholderList}`,
  });

const name = words.max(60).regex(/^[\w .:/…-]+$/, 'has characters other than letters, digits, blanks and . : / _ -');

const command = z.strictObject({
  name: name.optional(),
  run: z.tuple([program], argument),
  folder: words.optional(),
  timeLimitS: z.number().min(1).max(3600).default(usualTimeLimitS),
});

const address = z.url({ protocol: /^https?$/ }).refine((text) => new URL(text).username === '', {
  error: 'has a user in it: give a header “Authorization” instead',
});

const webhook = z.strictObject({
  name: name.optional(),
  url: address,
  headers: z
    .record(z.string().regex(/^[\w-]+$/), z.string().regex(/^[\x20-\x7e]*$/, 'has letters that no header may have'))
    .default({}),
  /** As the libraries of Standard Webhooks take it: base64, with or without `whsec_` before it. */
  secret: z
    .string()
    .regex(
      /^(?:whsec_)?(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
      'is not base64 of at least 12 bytes; “openssl rand -base64 32” makes one',
    )
    .optional(),
});

/** What may stand in `hooks.toml`. */
export const hooksFile = z.strictObject({
  command: z.array(command).default([]),
  webhook: z.array(webhook).default([]),
});

/** A file that holds no mistake. */
export type HooksFile = z.infer<typeof hooksFile>;
