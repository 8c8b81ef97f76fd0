/**
 * A SerialEM without a microscope: forms images of a virtual tilted specimen and answers scripts over SerialEM's socket.
 *
 * ```ts
 * import { SerialEmClient } from '@pacetomo/serialem-link';
 * import { createVirtualSerialEm } from '@pacetomo/virtual-serialem';
 *
 * const virtual = await createVirtualSerialEm({ scenario: 'quiet', seed: 1, dir: 'session' });
 * const client = new SerialEmClient(virtual.connect());
 * await client.call('TiltTo', 30);
 * await client.call('R');
 * console.log(virtual.exposures.at(-1)?.trueTiltDeg);
 * await virtual.close();
 * ```
 *
 * @module
 */

export { type ChosenArea, chosenArea } from './area/chosenArea.ts';
export { commandFamilies, commandNames } from './commands/commandList.ts';
export { missingCommands } from './commands/commandListing.ts';
export { FaultPlan, type FiredFault } from './faults/faultPlan.ts';
export type { DialogInput } from './scenario/dialogSchema.ts';
export type { Fault, FaultInput } from './scenario/faultSchema.ts';
export { loadScenario, presetNames } from './scenario/presets.ts';
export {
  parseScenario,
  type Scenario,
  ScenarioError,
  type ScenarioInput,
  scenarioSchema,
} from './scenario/scenario.ts';
export type { ShownDialog } from './script/person.ts';
export type { PortMode } from './script/scriptEngine.ts';
export { createVirtualSerialEm, type VirtualSerialEm, type VirtualSerialEmOptions } from './server.ts';
export type { ExposureTruth, TruthNote } from './truth/truthLog.ts';
