import type { AreaEdit, AreaView } from 'pacetomo/page';
import { sayTrouble } from '../../parts/say.ts';
import { call } from '../../server/call.ts';
import { noteReply, replies } from '../../server/replies.ts';

const waiting = new Map<string, Promise<boolean>>();

/** Edits an area after the edits before it, each on the version that the one before it gave. Says whether it was done. */
export const editArea = (area: string, edit: AreaEdit): Promise<boolean> =>
  inTurn(area, (version) => call('edit', { area }, { version, edit }));

/** Writes the area to its file. */
export const saveArea = (area: string): Promise<boolean> =>
  inTurn(area, (version) => call('save', { area }, { version }));

function inTurn(area: string, ask: (version: number) => Promise<AreaView>): Promise<boolean> {
  const before = waiting.get(area) ?? Promise.resolve(true);
  const turn = before.then(() => act(area, ask));
  waiting.set(area, turn);
  return turn;
}

async function act(area: string, ask: (version: number) => Promise<AreaView>): Promise<boolean> {
  try {
    const known = replies.getQueryData<AreaView>(['area', { area }]);
    const { version } = known ?? (await call('area', { area }));
    noteReply('area', { area }, await ask(version));
    await replies.invalidateQueries({ queryKey: ['areas'] });
    return true;
  } catch (error) {
    sayTrouble(error);
    await replies.invalidateQueries({ queryKey: ['area', { area }] });
    return false;
  }
}
