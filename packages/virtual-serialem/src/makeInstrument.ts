import { makeEucentric } from './acquisition/eucentricity.ts';
import { fillNavigator } from './area/fillNavigator.ts';
import { BeamEffects } from './beamEffects/beamEffects.ts';
import { ImageBuffers } from './buffers/imageBuffers.ts';
import { makeCamera } from './camera/formImage.ts';
import { createClock } from './clock.ts';
import { CameraSets } from './column/cameraSets.ts';
import { Column } from './column/column.ts';
import { freshEucentricityMemory } from './column/eucentricityMemory.ts';
import { statusLineCount } from './commands/logging.ts';
import { makeFacility } from './facility/facility.ts';
import { Disk } from './faults/disk.ts';
import { Disturbances } from './faults/disturbances.ts';
import { FaultPlan } from './faults/faultPlan.ts';
import { OpenFiles } from './files/openFiles.ts';
import { SessionFolder } from './files/sessionFolder.ts';
import { TextFiles } from './files/textFiles.ts';
import { FrameFiles } from './frames/frameFiles.ts';
import { HoleFinder } from './holes/holeFinder.ts';
import { cameraSize, type Instrument } from './instrument.ts';
import { NavigatorTable } from './navigator/navigatorTable.ts';
import type { DialogSettings } from './scenario/dialogSchema.ts';
import type { Scenario } from './scenario/scenario.ts';
import { Person } from './script/person.ts';
import { freshFrameNameBits, freshSettings, freshTiltIncrement } from './script/restartProgram.ts';
import { freshScript } from './script/scriptState.ts';
import { ScriptVariables } from './script/scriptVariables.ts';
import { SerialEmLog } from './script/serialEmLog.ts';
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
  const { widthPx, heightPx } = cameraSize(scenario);
  const { particle } = scenario.specimen.content;
  const clock = createClock(options.speed);
  const disturbances = new Disturbances(() => clock.nowS);
  const instrument: Instrument = {
    scenario,
    seed,
    clock,
    column: new Column(scenario, seed),
    facility: makeFacility(scenario.facility, seed),
    beamEffects: new BeamEffects(scenario.beamEffects, seed),
    sets: new CameraSets(scenario.lowDose.sets, widthPx, heightPx),
    specimen: makeSpecimen(scenario.specimen, seed, particle && (await readParticle(particle))),
    camera: await makeCamera(scenario.camera, seed),
    buffers: new ImageBuffers(),
    folder: new SessionFolder(options.dir),
    files: new OpenFiles(new Disk(disturbances)),
    textFiles: new TextFiles(),
    navigator: new NavigatorTable(),
    holeFinder: new HoleFinder(),
    frames: new FrameFiles(),
    variables: new ScriptVariables(),
    settings: freshSettings(scenario),
    programStartS: 0,
    log: new SerialEmLog(),
    truth: new TruthLog(options.truth, { keeps: options.keepsExposures ?? true }),
    faults: new FaultPlan(scenario.faults, { seed, nowS: () => clock.nowS }),
    disturbances,
    person: new Person(options.dialogs ?? scenario.dialogs, options.answer),
    stop: new StopSwitch(),
    backgroundMove: null,
    tiltIncrement: freshTiltIncrement,
    lastDriftWait: null,
    statusLines: new Array<string>(statusLineCount).fill(''),
    customTimes: new Map(),
    cameraProperties: new Map(),
    script: freshScript(0),
    exposureCount: 0,
    lastFocus: null,
    eucentricity: freshEucentricityMemory(),
    frameBaseName: '',
    frameNameBits: freshFrameNameBits,
    refuseImageShift: false,
  };
  instrument.column.stage.goniometer.shakeWith(instrument.facility.dewars);
  makeEucentric(instrument);
  fillNavigator(instrument);
  return instrument;
}
