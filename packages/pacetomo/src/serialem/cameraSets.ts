import type { CommandGate } from './gate.ts';

/** The camera parameter sets that a run changes, by SerialEM's letters: View and Record. */
export type CameraSetName = 'V' | 'R';

/**
 * Changes of camera parameter sets. SerialEM answers with an error when a set is to be restored that was not changed, so
 * this remembers what it did. It may forget with the connection: at its end SerialEM itself puts the sets back.
 */
export class CameraSets {
  readonly #gate: CommandGate;
  readonly #changed = new Set<CameraSetName>();

  constructor(gate: CommandGate) {
    this.#gate = gate;
  }

  async setExposure(set: CameraSetName, exposureS: number): Promise<void> {
    await this.#gate.send('SetExposure', set, exposureS);
    this.#changed.add(set);
  }

  async setBinning(set: CameraSetName, binning: number): Promise<void> {
    await this.#gate.send('SetBinning', set, binning);
    this.#changed.add(set);
  }

  async useWholeCamera(set: CameraSetName): Promise<void> {
    await this.#gate.send('SetCameraArea', set, 'F');
    this.#changed.add(set);
  }

  /** Gives a set back as it was; does nothing when it was not changed. */
  async restore(set: CameraSetName): Promise<void> {
    if (!this.#changed.has(set)) return;
    await this.#gate.send('RestoreCameraSet', set);
    this.#changed.delete(set);
  }
}
