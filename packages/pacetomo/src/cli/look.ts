import { Command } from '@commander-js/extra-typings';
import { StopRequested } from '../run/control.ts';
import { Trouble } from '../run/errors.ts';
import type { Ending } from '../session/acquire.ts';
import { ChoosingRecord } from '../session/choosing/choosingRecord.ts';
import { goToPosition, type LookWish, lookOn } from '../session/choosing/lookOn.ts';
import { programVersion } from '../session/programVersion.ts';
import { defaultAddress } from './address.ts';
import { oneOf, positive, wholeFrom } from './arguments.ts';
import { numbersOf } from './measure.ts';
import { withRecord } from './withRecord.ts';
import { connect, type LinkOptions, withSerialEm } from './workOn.ts';

/** What both may be told. */
export interface LookOptions extends LinkOptions {
  /** Folder for the record. */
  readonly records: string;
}

const looks = oneOf('view', 'search', 'preview', 'montage');

/** `pacetomo look`, to be mounted in the command line. */
export const lookCommand = () =>
  new Command('look')
    .description('take an image where the stage stands and keep it as a map of the Navigator')
    .argument('<image>', 'view, search, preview, or montage: Views around the position of the stage', looks)
    .option('--columns <number>', 'pieces of a montage, from left to right', wholeFrom(1), 3)
    .option('--rows <number>', 'pieces of a montage, from bottom to top', wholeFrom(1), 3)
    .option('--serialem <host:port>', 'where SerialEM listens', defaultAddress)
    .option('--records <folder>', 'where the record of what was exposed is written', 'selections')
    .option('--reply-timeout <seconds>', 'give the connection up when a command stays unanswered this long', positive)
    .action(async (image, { columns, rows, ...options }) => {
      // a montage of one piece is an image
      const isImage = image !== 'montage' || columns * rows === 1;
      const wish = isImage ? { look: image === 'montage' ? 'view' : image } : ({ look: image, columns, rows } as const);
      end(await look(wish, options));
    });

async function look(wish: LookWish, options: LookOptions): Promise<Ending> {
  return onSite(`look-${wish.look}`, options, async (site) => {
    const { file, navigatorFile } = await lookOn(site, wish);
    console.log(`Kept as ${file}, a map of the Navigator${navigatorFile === null ? '' : ` in ${navigatorFile}`}.`);
  });
}

/** `pacetomo go-to`: moves the stage to a position of the Navigator, image shift to zero. */
export async function goTo(position: string, options: LookOptions): Promise<Ending> {
  const [x, y, ...more] = numbersOf('A position', position);
  if (x === undefined || y === undefined || more.length > 0)
    throw new Trouble('bad-input', `“${position}” is no position. Write x and y in µm, such as 212.4,-87.1.`);
  return onSite('go-to', options, async (site) => {
    const reached = await goToPosition(site, { x, y });
    console.log(`The stage reads ${reached.x.toFixed(2)}, ${reached.y.toFixed(2)} µm, image shift is zero.`);
  });
}

type Site = Parameters<typeof lookOn>[0];

async function onSite(name: string, options: LookOptions, work: (site: Site) => Promise<void>): Promise<Ending> {
  return withSerialEm(options, (client) =>
    withRecord({ folder: options.records, name }, ChoosingRecord, async ({ record, path, control }) => {
      console.log(`Record: ${path}`);
      const { serialem: address } = options;
      await record.note({ type: 'choose.open', area: '', by: 'look', program: programVersion, address });
      try {
        await work({ client, reconnect: () => connect(options), control, record, person: null });
        return 'complete';
      } catch (error) {
        if (!(error instanceof StopRequested)) throw error;
        console.log('Stopped.');
        return 'stopped';
      }
    }),
  );
}

/** A stopped look is no failure, but neither is it done: scripts can tell by the exit code. */
function end(ending: Ending): void {
  process.exitCode = ending === 'complete' ? 0 : 130;
}
