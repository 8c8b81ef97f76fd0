import { ImageBuffers } from './buffers/imageBuffers.ts';
import { makeCamera } from './camera/formImage.ts';
import { createClock } from './clock.ts';
import { CameraSets } from './column/cameraSets.ts';
import { Column } from './column/column.ts';
import { makeEucentric } from './commands/stage.ts';
import { FaultPlan } from './faults/faultPlan.ts';
import { OpenFiles } from './files/openFiles.ts';
import { SessionFolder } from './files/sessionFolder.ts';
import { TextFiles } from './files/textFiles.ts';
import { cameraSize, type Instrument } from './instrument.ts';
import { NavigatorTable } from './navigator/navigatorTable.ts';
import type { Scenario } from './scenario/scenario.ts';
import { freshSettings } from './script/restartProgram.ts';
import { freshScript } from './script/scriptState.ts';
import { ScriptVariables } from './script/scriptVariables.ts';
import { SerialEmLog } from './script/serialEmLog.ts';
import { makeSpecimen } from './specimen/specimen.ts';
import { TruthLog } from './truth/truthLog.ts';

/** What an instrument is made from. */
export interface InstrumentOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly dir: string;
  readonly truth: string | undefined;
  readonly answer: 'yes' | 'no';
  readonly speed: number;
}

/** Makes the microscope of a scenario, its specimen at eucentric height up to the scenario's error. */
export async function makeInstrument(options: InstrumentOptions): Promise<Instrument> {
  const { scenario, seed } = options;
  const { widthPx, heightPx } = cameraSize(scenario);
  const instrument: Instrument = {
    scenario,
    seed,
    clock: createClock(options.speed),
    column: new Column(scenario, seed),
    sets: new CameraSets(scenario.lowDose.sets, widthPx, heightPx),
    specimen: makeSpecimen(scenario.specimen, seed),
    camera: await makeCamera(scenario.camera, seed),
    buffers: new ImageBuffers(),
    folder: new SessionFolder(options.dir),
    files: new OpenFiles(),
    textFiles: new TextFiles(),
    navigator: new NavigatorTable(),
    variables: new ScriptVariables(),
    settings: freshSettings(scenario.stage.maximumTiltDeg),
    programStartS: 0,
    log: new SerialEmLog(),
    truth: new TruthLog(options.truth),
    faults: new FaultPlan(scenario.faults),
    answer: options.answer,
    script: freshScript(0),
    exposureCount: 0,
    lastFocus: null,
    eucentricityCount: 0,
    frameBaseName: '',
    frameNameBits: 0,
    refuseImageShift: false,
  };
  makeEucentric(instrument);
  return instrument;
}
