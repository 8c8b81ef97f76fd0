import { type CommandOutcome, encodeReply, scriptError } from '@pacetomo/serialem-link';
import type { Instrument } from '../instrument.ts';
import type { CommandFault, FaultOf } from '../scenario/faultSchema.ts';
import type { DueFault, DueOf } from './faultPlan.ts';
import type { Patience } from './patience.ts';

/** When a fault can still happen to a command: before it takes effect, or after. */
const happens: { readonly [Kind in CommandFault['kind']]: 'before' | 'after' | 'either' } = {
  'reply-lost': 'after',
  'dropped-before': 'before',
  'half-reply': 'after',
  'garbage-reply': 'after',
  'slow-reply': 'after',
  dialog: 'before',
  takeover: 'before',
  'user-stop': 'either',
  'program-dies': 'either',
  'command-fails': 'before',
  'image-shift-refused': 'before',
};

/** Whether a due fault is one of a command. */
export function isCommandFault(due: DueFault): due is DueOf<CommandFault['kind']> {
  return due.fault.kind in happens;
}

/** What faults of commands need of the script engine. */
export interface CommandHost {
  readonly instrument: Instrument;
  readonly patience: Patience;
  /** Ends external control as at the end of a script. */
  end(): void;
  /** SerialEM crashes and starts again. */
  die(file: FaultOf<'program-dies'>['file']): Promise<CommandOutcome>;
  /** The script error with which the present command fails. */
  fail(message: string): CommandOutcome;
  /** Another client takes control, has some commands carried out, and leaves. */
  letOtherClient(commands: FaultOf<'takeover'>['commands'], staysS: number): Promise<void>;
}

/** Return value of the transport while a STOP of the user is pending. */
export const userStopPending = -10;

/** What happens before the present command takes effect; undefined when it does take effect. */
export async function beforeCommand(host: CommandHost): Promise<CommandOutcome | undefined> {
  for (const due of host.instrument.disturbances.takeArmed((fault) => isBefore(fault))) {
    const instead = await before(host, due.fault);
    if (instead) return instead;
  }
  return undefined;
}

function isBefore(fault: CommandFault): boolean {
  if (fault.kind === 'user-stop' || fault.kind === 'program-dies') return fault.moment !== 'after';
  return happens[fault.kind] === 'before';
}

async function before(host: CommandHost, fault: CommandFault): Promise<CommandOutcome | undefined> {
  switch (fault.kind) {
    case 'dropped-before':
      return { drop: 'before-reply' };
    case 'program-dies':
      return await host.die(fault.file);
    case 'image-shift-refused':
      host.instrument.refuseImageShift = true;
      return undefined;
    case 'command-fails':
      return host.fail(fault.message);
    case 'dialog':
      return await showDialog(host, fault);
    case 'takeover':
      await host.letOtherClient(fault.commands, fault.staysS);
      return { drop: 'before-reply' };
    case 'user-stop':
      host.end();
      return fault.moment === 'before' ? { transport: userStopPending } : { ended: 'user-stop' };
    default:
      return undefined;
  }
}

async function showDialog(host: CommandHost, fault: FaultOf<'dialog'>): Promise<CommandOutcome | undefined> {
  const { log, clock } = host.instrument;
  log.add(fault.text);
  if (fault.dismissedAfterS === undefined) await host.patience.untilDismissed(fault.text);
  else await clock.spend(fault.dismissedAfterS);
  return fault.afterwards === 'fails' ? host.fail(fault.text) : undefined;
}

/** What becomes of a command that has taken effect. */
export async function afterCommand(host: CommandHost, outcome: CommandOutcome): Promise<CommandOutcome> {
  host.instrument.refuseImageShift = false;
  let told = outcome;
  for (const due of host.instrument.disturbances.takeArmed((fault) => happens[fault.kind] !== 'before')) {
    if ('drop' in told || 'silent' in told || 'garbled' in told) break;
    told = await after(host, due, told);
  }
  return told;
}

async function after(
  host: CommandHost,
  { fault, random }: DueOf<CommandFault['kind']>,
  outcome: CommandOutcome,
): Promise<CommandOutcome> {
  switch (fault.kind) {
    case 'reply-lost':
      return fault.by === 'silence' ? { silent: true } : { drop: 'before-reply' };
    case 'half-reply':
      return halfOf(outcome);
    case 'garbage-reply':
      return { garbled: Uint8Array.from({ length: fault.bytes }, byteFrom(random())), thenClose: false };
    case 'slow-reply':
      await host.instrument.clock.spend(fault.virtualS);
      await host.patience.wait(fault.silenceMs);
      return outcome;
    case 'program-dies':
      return await host.die(fault.file);
    case 'user-stop':
      host.end();
      return { ended: 'user-stop' };
    default:
      return outcome;
  }
}

/** Half of the bytes of an answer, and then the end of the connection. */
function halfOf(outcome: CommandOutcome): CommandOutcome {
  const { none, failed } = scriptError;
  let reply: Uint8Array;
  if ('values' in outcome) reply = encodeReply({ kind: 'command', scriptError: none, values: outcome.values });
  else if ('failed' in outcome) {
    reply = encodeReply({ kind: 'command', scriptError: failed, values: [outcome.failed] });
  } else return { drop: 'before-reply' };
  return { garbled: reply.subarray(0, Math.ceil(reply.length / 2)), thenClose: true };
}

const byteFrom = (random: { uniform(): number }) => (): number => Math.floor(256 * random.uniform());
