import type { Desk } from '../../desk/desk.ts';
import { Refusal } from '../../desk/refusal.ts';
import type { Handlers } from '../handler.ts';

/** Areas: what their files say, edits, pictures of their targets, and what a session of them would do. */
export const areasHandlers = (desk: Desk) =>
  ({
    areas: () => desk.areas.summaries(),
    area: ({ params }) => desk.areas.view(params.area),
    edit: ({ params, body }) => desk.areas.edit(params.area, body.version, body.edit),
    save: ({ params, body }) => desk.areas.save(params.area, body.version),
    picture: async ({ params: { area, target, kind } }) => {
      if (kind === 'preview' || kind === 'view' || kind === 'snapshot') return desk.areas.picture(area, target, kind);
      throw new Refusal(404, 'no-picture', `There are no pictures of the kind “${kind}”.`);
    },
    check: ({ body }) => desk.areas.check(body.areas, body.askSerialEm),
  }) satisfies Pick<Handlers, 'areas' | 'area' | 'edit' | 'save' | 'picture' | 'check'>;
