import { once } from 'node:events';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import type { RunStarted, resumeBody, startBody } from '../../api/runs.ts';
import { Trouble } from '../../run/errors.ts';
import { openBatch } from '../../session/batchFolder.ts';
import type { Lent, RunDeskParts } from './runDeskParts.ts';
import type { RunPlace, RunShelf } from './runShelf.ts';
import { isOver, placeOptions, RunStarter, reasonIn, type StartedProcess } from './runStarter.ts';
import type { RunWatch } from './runWatch.ts';
import { refuseOutdated, type WishOf } from './runWishes.ts';
import type { Workers } from './workers.ts';

/** What beginning a run takes. */
export interface BeginningParts extends RunDeskParts {
  readonly shelf: RunShelf;
  readonly watch: RunWatch;
  readonly workers: Workers;
}

/** Begins runs and goes on with them, each in a process of its own that has the microscope meanwhile. */
export class RunBeginnings {
  readonly #parts: BeginningParts;
  readonly #starter: RunStarter;
  #isClosed = false;

  constructor(parts: BeginningParts) {
    this.#parts = parts;
    this.#starter = new RunStarter(parts.folder);
  }

  /** Begins the runs of some areas, one after the other. */
  async start({ areas, over, preset }: z.infer<typeof startBody>): Promise<RunStarted> {
    const { microscope, presets } = this.#parts;
    refuseTwice(areas);
    for (const area of areas) await this.#parts.areas.saveIfEdited(area);
    const targets: string[] = [];
    for (const area of areas) targets.push(resolve(await this.#parts.areas.pathOf(area)));
    const settings = preset === null ? [] : ['--settings', await presets.fileOf(preset)];
    const set = Object.entries(over).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
    const title = areas.length === 1 ? `Tilt series of ${areas[0]}` : `Tilt series of ${areas.length} areas`;
    const lent = await microscope.lend({ kind: 'run', id: await this.#idToBe(areas), title });
    return this.#with(lent, async () => {
      const verb = areas.length === 1 ? ['run', ...targets] : ['batch', '--targets', ...targets];
      const where = placeOptions(lent.address, microscope.folderMaps);
      const process = await this.#starter.start([...verb, '--runs', 'runs', ...where, ...settings, ...set]);
      return { process, made: () => this.#starter.folderMadeBy(process) };
    });
  }

  /** Goes on with a run, or with the batch that it belongs to when other areas of it are not complete either. */
  async resume(
    place: RunPlace,
    realign: z.infer<typeof resumeBody>['realign'],
    { expectedSeq, who }: Pick<WishOf, 'expectedSeq' | 'who'>,
  ): Promise<RunStarted> {
    const { watch, microscope } = this.#parts;
    const { facts, live } = await watch.see(place);
    refuseOutdated({ expectedSeq, facts, who });
    if (live !== null)
      throw new Trouble('run-in-use', `A process works on ${facts.area} already; it need not be resumed.`);
    const batch = realign === null ? await this.#openBatchOf(place) : null;
    const title = batch === null ? `Tilt series of ${facts.area}` : `Tilt series of ${batch.others + 1} areas`;
    const lent = await microscope.lend({ kind: 'run', id: place.run, title });
    return this.#with(lent, async () => {
      const verb = batch === null ? ['resume', place.path] : ['batch', '--resume', batch.path];
      const how = realign === null ? [] : [`--realign=${realign}`];
      const process = await this.#starter.start([
        ...verb,
        ...how,
        ...placeOptions(lent.address, microscope.folderMaps),
      ]);
      const isWorking = async (): Promise<boolean> => (await this.#workingOf(place)) !== null;
      const made = async (): Promise<string> => {
        await this.#starter.atWork(process, isWorking);
        return (await this.#workingOf(place)) ?? place.run;
      };
      return { process, made };
    });
  }

  /** No notices of processes any more; the processes go on. */
  async close(): Promise<void> {
    this.#isClosed = true;
  }

  /** Starts a process with the microscope lent to it, and gives it back at once when nothing comes of it. */
  async #with(
    { giveBack }: Lent,
    begin: () => Promise<{ readonly process: StartedProcess; readonly made: () => Promise<string> }>,
  ): Promise<RunStarted> {
    let begun: Awaited<ReturnType<typeof begin>> | null = null;
    try {
      begun = await begin();
      const { run, work } = await this.#addressOf(await begun.made());
      this.#keep(run, work, begun.process, giveBack);
      return { job: run };
    } catch (error) {
      if (begun === null || isOver(begun.process.child)) giveBack();
      else this.#keep(null, `process ${begun.process.pid}`, begun.process, giveBack); // it may begin yet
      throw error;
    }
  }

  /** From the name of a folder in `runs` to the address of a run: of a batch, its first. */
  async #addressOf(made: string): Promise<{ readonly run: string; readonly work: string }> {
    const places = await this.#parts.shelf.places();
    const own = places.find(({ run }) => run === made);
    if (own !== undefined) return { run: own.run, work: own.batch ?? own.run };
    const [first] = (await openBatch(join(this.#parts.shelf.folder, made))).areas;
    return { run: places.find(({ path }) => path === first?.runPath)?.run ?? made, work: made };
  }

  #keep(run: string | null, work: string, process: StartedProcess, giveBack: () => void): void {
    const { workers, changes } = this.#parts;
    workers.add(work, process.pid, giveBack, process.child);
    changes.changed('runs');
    void this.#whenOver(run, process);
  }

  /** A run that was given up before its first exposure leaves no folder: only its process can tell why. */
  async #whenOver(run: string | null, { child, said }: StartedProcess): Promise<void> {
    if (!isOver(child)) await once(child, 'exit');
    if (this.#isClosed) return;
    const { shelf, changes } = this.#parts;
    const isThere = (await shelf.places()).some((place) => place.run === run);
    if (isThere || child.exitCode === 0) return;
    const notice = { title: 'The run came to nothing', text: reasonIn(await said()), at: new Date().toISOString() };
    changes.notice({ kind: 'job-trouble', ...notice, run: null, job: null });
    changes.changed('runs');
  }

  /** The run of a batch, or the run itself, that a process works on now. */
  async #workingOf({ run, batch }: RunPlace): Promise<string | null> {
    for (const place of await this.#parts.shelf.places()) {
      if (place.run !== run && (batch === null || place.batch !== batch)) continue;
      if ((await this.#parts.watch.see(place)).live !== null) return place.run;
    }
    return null;
  }

  async #openBatchOf({
    run,
    path,
    batch,
  }: RunPlace): Promise<{ readonly path: string; readonly others: number } | null> {
    if (batch === null) return null;
    let others = 0;
    for (const place of await this.#parts.shelf.places()) {
      if (place.batch !== batch || place.run === run) continue;
      if ((await this.#parts.watch.factsOf(place)).atRest !== 'complete') others += 1;
    }
    return others === 0 ? null : { path: resolve(path, '..'), others };
  }

  /** What the run will be called, for the page to point at: the next free number, as the command line counts. */
  async #idToBe(areas: readonly string[]): Promise<string> {
    const places = await this.#parts.shelf.places();
    const two = (number: number): string => String(number).padStart(2, '0');
    const [area = ''] = areas;
    if (areas.length > 1) {
      const taken = new Set(places.flatMap(({ batch }) => batch ?? []));
      let number = 1;
      while (taken.has(`batch_${two(number)}`)) number += 1;
      return `batch_${two(number)}~${area}_run01`;
    }
    const numbers = places.flatMap(({ run }) =>
      run.startsWith(`${area}_run`) ? Number(run.slice(area.length + 4)) : [],
    );
    return `${area}_run${two(Math.max(0, ...numbers.filter(Number.isInteger)) + 1)}`;
  }
}

function refuseTwice(areas: readonly string[]): void {
  const twice = areas.find((area, i) => areas.indexOf(area) !== i);
  if (twice !== undefined)
    throw new Trouble(
      'bad-input',
      `${twice} stands twice in the list; every target would be exposed twice. Take one away.`,
    );
}
