import type { AreaEdit, AreaView } from 'pacetomo/page';
import { sayTrouble } from '../../parts/say.ts';
import { call, Refused } from '../../server/call.ts';
import { noteReply, replies } from '../../server/replies.ts';

let turn: Promise<unknown> = Promise.resolve();

/** The area as the page knows it now. */
const known = (area: string): AreaView | undefined => replies.getQueryData<AreaView>(['area', { area }]);

/** Edits an area; edits go one after the other, each on what the one before it has made. True when it was done. */
export function editArea(area: string, edit: AreaEdit): Promise<boolean> {
  return inTurn(area, (version) => call('edit', { area }, { version, edit }));
}

/** Writes the edits into the targets file. */
export const saveArea = (area: string): Promise<boolean> =>
  inTurn(area, (version) => call('save', { area }, { version }));

function inTurn(area: string, act: (version: number) => Promise<AreaView>): Promise<boolean> {
  const done = turn.then(async () => {
    const now = known(area);
    if (now === undefined) return false;
    try {
      noteReply('area', { area }, await act(now.version));
      return true;
    } catch (error) {
      if (error instanceof Refused && error.status === 409)
        await replies.invalidateQueries({ queryKey: ['area', { area }] });
      sayTrouble(error);
      return false;
    }
  });
  turn = done;
  return done;
}
