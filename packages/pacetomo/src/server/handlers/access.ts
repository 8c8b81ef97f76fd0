import { basename } from 'node:path';
import type { Changes } from '../../desk/changes.ts';
import type { Access } from '../access.ts';
import { changeEvents } from '../changeEvents.ts';
import type { Handlers } from '../handler.ts';

/** What the handlers of this part work on. */
export interface AccessRoom {
  readonly folder: string;
  readonly changes: Changes;
  readonly access: Access;
  /** Of this program. */
  readonly version: string;
}

/** Who is there, who has control, and what has changed. */
export const accessHandlers = ({ folder, changes, access, version }: AccessRoom) =>
  ({
    signIn: async ({ body, asker }) => {
      const { token, guest } = await access.signIn(body.code, asker.from ?? '');
      return { token, role: guest.role };
    },
    presence: async ({ asker }) => ({
      role: asker.role,
      version,
      name: asker.name,
      folder: basename(folder),
      lease: access.control.view(asker.id),
    }),
    lease: async ({ body: { wish, name }, asker }) => {
      access.rename(asker.id, name);
      return access.control.wish({ wish, by: { id: asker.id, name } });
    },
    link: async ({ body }) => access.newLink(body.role),
    signOut: async ({ asker }) => {
      access.signOut(asker);
      return null;
    },
    events: ({ lastEventId, signal }) => changeEvents(changes, lastEventId, signal),
  }) satisfies Pick<Handlers, 'signIn' | 'presence' | 'lease' | 'link' | 'signOut' | 'events'>;
