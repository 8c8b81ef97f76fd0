import type { MicroscopeView } from '../../api/microscope.ts';

/** How the desk stands to SerialEM, with why. */
export type Standing =
  | { readonly kind: 'none' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ours' }
  | { readonly kind: 'busy'; readonly with: NonNullable<MicroscopeView['busyWith']> }
  | { readonly kind: 'released'; readonly why: string | null }
  | { readonly kind: 'lost'; readonly why: string };

/** What a standing means, and what to do about it. */
export function sentenceOf(standing: Standing, address: string | null): string {
  switch (standing.kind) {
    case 'none':
      return 'Not connected to a SerialEM. Give its address, or start a virtual microscope.';
    case 'connecting':
      return `Connecting to SerialEM at ${address}.`;
    case 'ours':
      return `Connected to SerialEM at ${address}. Release it before you use SerialEM’s own window or scripts.`;
    case 'busy':
      return `SerialEM at ${address} works for “${standing.with.title}”.`;
    case 'released':
      return standing.why ?? `SerialEM at ${address} was let go: its own window can be used. Connect to go on here.`;
    case 'lost':
      return `SerialEM at ${address} does not answer, and is tried again every few seconds. ${standing.why}`;
  }
}

/** After somebody has pressed STOP in SerialEM. */
export const stoppedThere =
  'Somebody pressed STOP in SerialEM, so it was let go. Connect again when nobody there minds.';

/** After others have taken the connection away again and again. */
export const takenAway =
  'Another program takes the connection to SerialEM for itself, again and again, so it was let go. End that program, then connect again.';
