import type { Desk } from '../../desk/desk.ts';
import type { Handlers } from '../handler.ts';

/** Whom alarms reach. */
export const alarmsHandlers = ({ alarms }: Pick<Desk, 'alarms'>) =>
  ({
    alarms: () => alarms.view(),
    setAlarms: ({ body }) => alarms.set(body),
    tryAlarms: () => alarms.try(),
  }) satisfies Pick<Handlers, 'alarms' | 'setAlarms' | 'tryAlarms'>;
