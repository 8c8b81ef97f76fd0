import type { Stacks } from '../microscope/microscope.ts';
import { newest, reference } from './buffers.ts';
import { tiltOfBuffer } from './camera.ts';
import type { CommandGate } from './gate.ts';
import { StackOpener } from './openStack.ts';
import { orRefused } from './orRefused.ts';

/** Image files through SerialEM, by bare name in its working directory. */
export function stacksOf(gate: CommandGate): Stacks {
  const opener = new StackOpener(gate);
  const close = async (): Promise<void> => {
    await gate.send('CloseFile');
  };
  return {
    exists: async (file) => (await gate.send('DoesFileExist', file)) === 1,
    open: async (file, sections) => {
      await opener.open(file, sections === 0);
      return sectionCount(gate);
    },
    inspect: async (file) => {
      if (!(await opener.openIfThere(file))) return { sections: null, lastTiltDeg: null };
      const sections = await sectionCount(gate);
      const lastTiltDeg = sections > 0 ? await tiltOfSection(gate, sections - 1) : null;
      await close();
      return { sections, lastTiltDeg };
    },
    save: async () => {
      await gate.send('S', newest);
    },
    sections: () => sectionCount(gate),
    readReference: async (section) => {
      await gate.send('ReadFile', section, reference);
    },
    readReferenceMap: (file) => readMap(gate, file),
    readBack: async (section) => {
      await gate.send('ReadFile', section, newest);
    },
    annotate: async (keys) => {
      const write = async (): Promise<true> => {
        for (const [key, value] of Object.entries(keys)) await gate.send('AddToAutodoc', key, value);
        await gate.send('WriteAutodoc');
        return true;
      };
      return orRefused(write(), false);
    },
    close,
  };
}

/** Also waits until everything that was to be saved is on disk. */
export async function sectionCount(gate: CommandGate): Promise<number> {
  return Number([await gate.send('ReportFileZsize')].flat()[0]);
}

/** Reads a section into the reference buffer, so that an unsaved image in buffer A stays there. */
async function tiltOfSection(gate: CommandGate, section: number): Promise<number | null> {
  await gate.send('ReadFile', section, reference);
  return tiltOfBuffer(gate, reference);
}

async function readMap(gate: CommandGate, file: string): Promise<boolean> {
  const read = gate.send('ReadOtherFile', 0, reference, file).then(() => true);
  return orRefused(read, false);
}
