import type { CommandOutcome, ReceivedCommand, ScriptEngine } from '@pacetomo/serialem-link';

/** An engine that writes down what it is asked, does nothing, and grants everything. */
export function fakeEngine(own: Partial<ScriptEngine> = {}): ScriptEngine & { readonly log: readonly string[] } {
  const log: string[] = [];
  const described = ({ name, code, args }: ReceivedCommand): string =>
    `${name ?? code} ${args.map(({ text }) => text).join(' ')}`.trim();
  return {
    log,
    askForControl: () => own.askForControl?.() ?? true,
    run: async (command): Promise<CommandOutcome> => {
      log.push(described(command));
      return (await own.run?.(command)) ?? { values: [] };
    },
    image: async (buffer, fft) => (await own.image?.(buffer, fft)) ?? null,
    beforeImage: async (request) => await own.beforeImage?.(request),
    putImage: async (request, image) => {
      log.push(`image ${image.width} x ${image.height} of type ${image.type} into ${request.buffer}`);
      await own.putImage?.(request, image);
    },
    disconnected: () => {
      log.push('disconnected');
      own.disconnected?.();
    },
  };
}
