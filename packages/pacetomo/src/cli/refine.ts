import { basename } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { areaNameOf, readAreaFileName } from '../area/areaNames.ts';
import { StopRequested } from '../run/control.ts';
import { Trouble } from '../run/errors.ts';
import type { Ending } from '../session/acquire.ts';
import { ChoosingRecord } from '../session/choosing/choosingRecord.ts';
import { type RefineReport, type RefineRequest, refineArea } from '../session/choosing/refineArea.ts';
import { programVersion } from '../session/programVersion.ts';
import { defaultAddress } from './address.ts';
import { positive } from './arguments.ts';
import { personHere } from './pagePerson.ts';
import { type Recording, withRecord } from './withRecord.ts';
import { type Client, connect, type LinkOptions, withSerialEm } from './workOn.ts';

/** What `pacetomo refine` may be told. */
export interface RefineOptions extends LinkOptions {
  readonly by?: 'view' | 'preview' | 'both' | undefined;
  readonly centre?: 'map' | 'hole' | 'person' | undefined;
  /** nm: a target whose place is known this well gets no Preview. */
  readonly enough?: number | undefined;
  /** Diameter of the holes, µm. */
  readonly holes?: number | undefined;
  readonly vectors?: 'holes' | 'template' | undefined;
  /** Folder with what is known of View and Record. */
  readonly microscope: string;
  /** False: know and learn nothing of View and Record. */
  readonly adjust: boolean;
  /** Folder for the record. */
  readonly records: string;
}

/** `pacetomo refine TARGETS`, to be mounted in the command line. */
export const refineCommand = () =>
  new Command('refine')
    .description('look at chosen targets more closely and correct their positions: all Views first, then all Previews')
    .argument('<targets>', 'targets file, such as lamella_tgts.txt')
    .addOption(new Option('--by <images>', 'what to look with').choices(['view', 'preview', 'both'] as const))
    .addOption(
      new Option(
        '--centre <what>',
        'what targets are centred on: what their maps show, the nearest hole, or a person’s drag (default: map)',
      ).choices(['map', 'hole', 'person'] as const),
    )
    .option('--enough <nm>', 'with --by both: no more Previews for targets whose place is known this well', positive)
    .option('--holes <um>', 'diameter of the holes, if it is known', positive)
    .addOption(
      new Option(
        '--vectors <how>',
        'first refine the vectors of the pattern, by holes in Views or the template in buffer P',
      ).choices(['holes', 'template'] as const),
    )
    .option('--microscope <folder>', 'where is kept what corrections have taught of View and Record', 'microscope')
    .option('--no-adjust', 'neither use nor keep that')
    .option('--serialem <host:port>', 'where SerialEM listens', defaultAddress)
    .option('--records <folder>', 'where the record of what was exposed is written', 'selections')
    .option('--reply-timeout <seconds>', 'give the connection up when a command stays unanswered this long', positive)
    .action(async (path, options) => {
      if ((await refine(path, options)) === 'stopped') process.exitCode = 130;
    });

/** Looks at the targets of a file more closely, corrects them in it, and says what that has cost. Ctrl-C ends it. */
export async function refine(path: string, options: RefineOptions): Promise<Ending> {
  const request = requestOf(options);
  const place = { folder: options.records, name: 'refine' };
  return withSerialEm(options, (client) =>
    withRecord(place, ChoosingRecord, (recording) => refineOn(client, recording, path, request, options)),
  );
}

async function refineOn(
  client: Client,
  { record, path: recordPath, control }: Recording<ChoosingRecord>,
  path: string,
  request: RefineRequest,
  options: RefineOptions,
): Promise<Ending> {
  console.log(`Record: ${recordPath}`);
  const person = personHere(control);
  try {
    const { serialem: address } = options;
    await record.note({ type: 'choose.open', area: areaOf(path), by: 'refine', program: programVersion, address });
    const site = { client, reconnect: () => connect(options), control, record, person };
    for (const line of wordsOf(await refineArea(site, path, request))) console.log(line);
    return 'complete';
  } catch (error) {
    if (!(error instanceof StopRequested)) throw error;
    console.log(`Stopped. What was found until then is in ${path}.`);
    return 'stopped';
  } finally {
    person.close();
  }
}

function areaOf(path: string): string {
  const name = readAreaFileName(basename(path));
  return name === null ? basename(path) : areaNameOf(name);
}

function requestOf(options: RefineOptions): RefineRequest {
  const { by, centre, enough, holes, vectors, microscope, adjust } = options;
  if (by === undefined && vectors === undefined)
    throw new Trouble(
      'bad-input',
      'By what is to be refined? Give --by view, preview or both, or --vectors holes or template.',
    );
  const objection = objectionTo(options);
  if (objection !== null) throw new Trouble('bad-input', `${objection} Nothing was exposed.`);
  return {
    by: by ?? null,
    centreOn: centre ?? 'map',
    enoughNm: enough ?? null,
    holeDiameterUm: holes ?? null,
    vectors: vectors ?? null,
    adjusting: adjust ? microscope : null,
  };
}

/** Why options do not go together; null when they do. An option that would do nothing is a mistake too. */
function objectionTo({ by, centre, enough, holes, vectors }: RefineOptions): string | null {
  if (by === 'preview' && centre === 'hole')
    return 'A Preview shows too little to find a hole in. With --centre hole say --by view or both.';
  if (by === undefined && centre !== undefined)
    return '--centre says what targets are centred on, and --vectors alone centres none. Say --by too, or leave it out.';
  if (enough !== undefined && by !== 'both') return '--enough spares Previews after Views, so it needs --by both.';
  if (holes !== undefined && centre !== 'hole' && vectors !== 'holes')
    return '--holes helps to find holes, so it needs --centre hole or --vectors holes.';
  return null;
}

/** What a refinement has found, for people; the exit code tells scripts when it has found nothing. */
function wordsOf({ vectors, targets }: RefineReport): readonly string[] {
  return [...(vectors === null ? [] : [vectorWords(vectors)]), ...(targets === null ? [] : targetWords(targets))];
}

function vectorWords(vectors: NonNullable<RefineReport['vectors']>): string {
  if (vectors.kind === 'kept') return `The vectors of the pattern are kept: ${vectors.reason}.`;
  const { a, b, errorANm, errorBNm } = vectors;
  const text = ({ x, y }: typeof a, errorNm: number | null): string =>
    `${x.toFixed(4)}, ${y.toFixed(4)} µm${errorNm === null ? '' : ` ± ${errorNm.toFixed(0)} nm`}`;
  return `Vectors of the pattern: A ${text(a, errorANm)}; B ${text(b, errorBNm)}.`;
}

function targetWords(outcome: NonNullable<RefineReport['targets']>): readonly string[] {
  if (outcome.kind === 'tracking-not-found') {
    process.exitCode = 1;
    return [
      `The tracking target was not found, and all others are measured from it: ${outcome.reason} Nothing was changed.`,
    ];
  }
  const { targets, adjusting, refusal } = outcome;
  const lines = targets.map(
    ({ target, by, movedNm, exposures, doseEPerA2, why }) =>
      `${target}  ${by.padEnd(7)}  moved ${String(movedNm).padStart(4)} nm  ${exposures} images  ${doseEPerA2.toFixed(2)} e/Å²${why === null ? '' : `  (${why})`}`,
  );
  if (refusal !== null) return [...lines, `Nothing was learned of View and Record: ${refusal}`];
  if (adjusting === null) return lines;
  const { model, pairs, rmsNm, largestNm } = adjusting;
  return [
    ...lines,
    `From View to Record: ${model} from ${pairs} corrections, ${rmsNm.toFixed(0)} nm rms, ${largestNm.toFixed(0)} nm at most.`,
  ];
}
