/** What a person wants to happen when a tilt series is complete: programs that are started, addresses that are told. */
export interface Hooks {
  readonly commands: readonly CommandHook[];
  readonly webhooks: readonly Webhook[];
}

/** Nobody is told. */
export const noHooks: Hooks = { commands: [], webhooks: [] };

/** A program that is started once for each series. */
export interface CommandHook {
  /** Different for every hook of a file. */
  readonly name: string;
  /** A path, or a name that is looked for as a terminal does. */
  readonly program: string;
  /** With placeholders. */
  readonly args: readonly string[];
  /** Where it works, an absolute path. */
  readonly folder: string;
  /** It is ended when it takes longer, s. */
  readonly timeLimitS: number;
}

/** An address to which the manifest of each series is posted. */
export interface Webhook {
  /** Different for every hook of a file; no part of the address that may be a secret. */
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Signs what is posted; null posts it unsigned. */
  readonly secret: Uint8Array | null;
}

/** A series whose files are all on the disk; absolute paths. */
export interface CompleteSeries {
  /** `lam_ts_001` */
  readonly name: string;
  readonly manifestPath: string;
  readonly donePath: string;
  /** The folder `export`, in which both lie. */
  readonly folder: string;
}

/** What became of a hook. Nothing of it is an error of the run. */
export interface HookResult {
  readonly hook: string;
  readonly kind: 'done' | 'failed' | 'cancelled' | 'done-before';
  /** How long it took, s. */
  readonly tookS: number;
  /** Why it failed, without a full stop at its end and without a secret; null when it did not. */
  readonly why: string | null;
  /** The last lines that a program wrote. */
  readonly output: readonly string[];
}

/** One line for the log: what became of a hook. */
export function hookLine({ hook, kind, tookS, why, output }: HookResult): string {
  const said = output.length === 0 ? '' : ` It said: ${output.join(' | ')}`;
  switch (kind) {
    case 'done':
      return `Hook ${hook}: done in ${tookS.toFixed(1)} s.${said}`;
    case 'failed':
      return `Hook ${hook} failed after ${tookS.toFixed(1)} s: ${why}.${said}`;
    case 'cancelled':
      return `Hook ${hook}: ended, because finishing was.`;
    default:
      return `Hook ${hook}: done before.`;
  }
}
