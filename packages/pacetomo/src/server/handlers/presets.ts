import type { Desk } from '../../desk/desk.ts';
import type { Handlers } from '../handler.ts';

/** Settings under names. */
export const presetsHandlers = (desk: Desk) =>
  ({
    presets: () => desk.presets.list(),
    keepPreset: ({ body }) => desk.presets.keep(body),
    dropPreset: ({ body }) => desk.presets.drop(body.name),
  }) satisfies Pick<Handlers, 'presets' | 'keepPreset' | 'dropPreset'>;
