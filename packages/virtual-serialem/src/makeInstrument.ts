import { makeEucentric } from './acquisition/eucentricity.ts';
import { fillNavigator } from './area/fillNavigator.ts';
import { BeamEffects } from './beamEffects/beamEffects.ts';
import { makeCamera } from './camera/formImage.ts';
import { createClock } from './clock.ts';
import { Column } from './column/column.ts';
import { makeFacility } from './facility/facility.ts';
import { Disk } from './faults/disk.ts';
import { Disturbances } from './faults/disturbances.ts';
import { FaultPlan } from './faults/faultPlan.ts';
import { OpenFiles } from './files/openFiles.ts';
import { SessionFolder } from './files/sessionFolder.ts';
import type { Instrument } from './instrument.ts';
import type { DialogSettings } from './scenario/dialogSchema.ts';
import type { Scenario } from './scenario/scenario.ts';
import { Person } from './script/person.ts';
import { freshProgram } from './script/restartProgram.ts';
import { StopSwitch } from './script/stopSwitch.ts';
import { readParticle } from './specimen/particleMap.ts';
import { makeSpecimen } from './specimen/specimen.ts';
import { TruthLog } from './truth/truthLog.ts';

/** What an instrument is made from. */
export interface InstrumentOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly dir: string;
  readonly truth: string | undefined;
  readonly keepsExposures?: boolean;
  readonly answer: 'yes' | 'no';
  /** What a person does, in place of the `dialogs` section of the scenario. */
  readonly dialogs?: DialogSettings | undefined;
  readonly speed: number;
}

/** Makes the microscope of a scenario, its specimen at eucentric height up to the scenario's error. */
export async function makeInstrument(options: InstrumentOptions): Promise<Instrument> {
  const { scenario, seed } = options;
  const { particle } = scenario.specimen.content;
  const clock = createClock(options.speed);
  const disturbances = new Disturbances(() => clock.nowS);
  const instrument: Instrument = {
    ...freshProgram(scenario, 0),
    scenario,
    seed,
    clock,
    column: new Column(scenario, seed),
    facility: makeFacility(scenario.facility, seed),
    beamEffects: new BeamEffects(scenario.beamEffects, seed),
    specimen: makeSpecimen(scenario.specimen, seed, particle && (await readParticle(particle))),
    camera: await makeCamera(scenario.camera, seed),
    folder: new SessionFolder(options.dir),
    files: new OpenFiles(new Disk(disturbances)),
    truth: new TruthLog(options.truth, { keeps: options.keepsExposures ?? true }),
    faults: new FaultPlan(scenario.faults, { seed, nowS: () => clock.nowS }),
    disturbances,
    person: new Person(options.dialogs ?? scenario.dialogs, options.answer),
    stop: new StopSwitch(),
    backgroundMove: null,
    exposureCount: 0,
    refuseImageShift: false,
  };
  instrument.column.stage.goniometer.shakeWith(instrument.facility.dewars);
  makeEucentric(instrument);
  fillNavigator(instrument);
  return instrument;
}
