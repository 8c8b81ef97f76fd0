import { StopRequested } from '../run/control.ts';
import { Trouble } from '../run/errors.ts';
import type { Ending } from '../session/acquire.ts';
import { AreaStore } from '../session/choosing/areaStore.ts';
import { chooseTargets, type SelectOutcome, type SelectWish, type Way } from '../session/choosing/chooseTargets.ts';
import { ChoosingRecord } from '../session/choosing/choosingRecord.ts';
import { reachableFolder } from '../session/folderMap.ts';
import { programVersion } from '../session/programVersion.ts';
import { type MapOptions, mapsIn } from './finish.ts';
import { pageLink } from './pageLink.ts';
import { personHere } from './pagePerson.ts';
import { type Recording, withRecord } from './withRecord.ts';
import { type Client, connect, type LinkOptions, withSerialEm } from './workOn.ts';

/** What every way of `pacetomo select` may be told. */
export interface SelectOptions extends LinkOptions, MapOptions {
  /** Folder for the record. */
  readonly records: string;
  /** Where the targets file goes if not into SerialEM's directory. */
  readonly folder?: string | undefined;
  readonly guidance?: true | undefined;
  readonly keys?: true | undefined;
  readonly search?: true | undefined;
  readonly preview: boolean;
  readonly beam: boolean;
  readonly beamDiameter?: number | undefined;
  readonly maxTilt: number;
  readonly unmoved?: true | undefined;
}

/** One choice: of which area, which way, and who centres the targets. */
export interface Selection {
  /** Name of a new area, or the targets file of one that goes on. */
  readonly area: string;
  readonly way: Way;
  readonly isUnattended: boolean;
  readonly holeDiameterUm?: number | undefined;
}

/** Connects, chooses targets, and says what has become of them; Ctrl-C ends it, and what was kept stays. */
export async function select(selection: Selection, options: SelectOptions): Promise<Ending> {
  const isFile = /\.txt$/i.test(selection.area);
  const store = isFile ? await AreaStore.at(selection.area) : null;
  const place = { folder: options.records, name: `select-${selection.way.by}` };
  return withSerialEm(options, (client) =>
    withRecord(place, ChoosingRecord, (recording) => selectOn(client, recording, store, selection, options)),
  );
}

async function selectOn(
  client: Client,
  { record, path, control }: Recording<ChoosingRecord>,
  given: AreaStore | null,
  selection: Selection,
  options: SelectOptions,
): Promise<Ending> {
  console.log(`Record: ${path}`);
  const isAskedInSerialEm = options.guidance || options.keys;
  const person = isAskedInSerialEm ? null : personHere(control);
  let store = given;
  try {
    await record.note({
      type: 'choose.open',
      area: selection.area,
      by: selection.way.by === 'views' ? 'refine' : selection.way.by,
      program: programVersion,
      address: options.serialem,
    });
    const site = { client, reconnect: () => connect(options), control, record, person };
    const outcome = await chooseTargets(site, wishFrom(selection, options, given), async (directory) => {
      store ??= await AreaStore.in(folderFor(directory, options));
      return store;
    });
    for (const line of outcomeWords(outcome)) console.log(line);
    console.log(`Targets file: ${store?.path ?? 'none, no target was kept'}`);
    return 'complete';
  } catch (error) {
    if (!(error instanceof StopRequested)) throw error;
    console.log(`Stopped. ${store?.path == null ? 'No target was kept.' : `What was kept is in ${store.path}.`}`);
    return 'stopped';
  } finally {
    person?.close();
    if (store?.path != null) pageLink()?.tell({ type: 'targets-file', path: store.path });
  }
}

function wishFrom(
  { area, way, isUnattended, holeDiameterUm }: Selection,
  options: SelectOptions,
  store: AreaStore | null,
): SelectWish {
  const centring = isUnattended ? 'nobody' : options.keys ? 'keys' : 'questions';
  return {
    way,
    manner: { overview: options.search ? 'search' : 'view', image: options.preview ? 'preview' : 'view', centring },
    beamDiameterUm: options.beamDiameter ?? null,
    holeDiameterUm: holeDiameterUm ?? null,
    maxTiltDeg: options.maxTilt,
    drawBeam: options.beam,
    root: store === null ? area : null,
    tracking: options.unmoved ? 'unmoved' : 'realign',
  };
}

/** SerialEM's directory if this computer has it, else the folder that was given. */
function folderFor(directory: string, options: SelectOptions): string {
  const folder = options.folder ?? reachableFolder(directory, mapsIn(options));
  if (folder !== null) return folder;
  throw new Trouble(
    'bad-input',
    `The targets file belongs beside the maps, into SerialEM’s directory ${directory}, which this computer does not have under that name. Give --map "${directory}=/here" if it can be reached, or --folder for another place. Nothing was exposed.`,
  );
}

function outcomeWords(outcome: SelectOutcome): readonly string[] {
  switch (outcome.by) {
    case 'views':
      return [
        `Views: ${outcome.views.taken} taken, ${outcome.views.found} were there, ${outcome.views.beyondReach} out of reach.`,
      ];
    case 'pattern':
    case 'polygon': {
      const { vectors, targets, beyondReach } = outcome.by === 'pattern' ? outcome.pattern : outcome.polygon;
      const from = outcome.by === 'pattern' ? `, from ${outcome.pattern.from}` : '';
      const xy = ({ x, y }: { readonly x: number; readonly y: number }): string =>
        `${x.toFixed(3)}, ${y.toFixed(3)} µm`;
      return [
        `Vectors: ${xy(vectors.a)} and ${xy(vectors.b)}${from}.`,
        `Targets: ${targets}${beyondReach === 0 ? '' : `; ${beyondReach} more are beyond image shift and were left out`}.`,
      ];
    }
    default:
      return outcome.notReached === 0 ? [] : [`${outcome.notReached} points are beyond image shift and were left out.`];
  }
}
