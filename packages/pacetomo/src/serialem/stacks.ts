import type { Stacks } from '../microscope/microscope.ts';
import { Trouble } from '../run/errors.ts';
import type { CommandGate } from './gate.ts';

const newest = 'A';
const reference = 'O';

/** Image files through SerialEM, by bare name in its working directory. */
export function stacksOf(gate: CommandGate): Stacks {
  const opened = new Set<string>();

  /** True when SerialEM had the file open, from before we connected, and has made it the current one. */
  const switchToOpen = async (file: string): Promise<boolean> => {
    if (opened.has(file)) return false; // we closed it ourselves
    opened.add(file);
    const number = await gate.send('IsImageFileOpen', file);
    if (number > 0) await gate.send('SwitchToFile', number);
    return number > 0;
  };

  const openNew = async (file: string): Promise<void> => {
    try {
      await gate.send('OpenNewFile', file);
    } catch (error) {
      // a stack that an earlier process made but never saved to
      if (!(error instanceof Trouble && error.code === 'serialem-refused')) throw error;
      await gate.send('OpenOldFile', file);
    }
  };

  const stacks: Stacks = {
    exists: async (file) => (await gate.send('DoesFileExist', file)) === 1,
    open: async (file, sections) => {
      if (!(await switchToOpen(file))) {
        if (sections === 0) await openNew(file);
        else await gate.send('OpenOldFile', file);
      }
      return stacks.sections();
    },
    inspect: async (file) => {
      if (!(await switchToOpen(file))) {
        if (!(await stacks.exists(file))) return { sections: null, lastTiltDeg: null };
        await gate.send('OpenOldFile', file);
      }
      const sections = await stacks.sections();
      const lastTiltDeg = sections > 0 ? await tiltOfSection(gate, sections - 1) : null;
      await stacks.close();
      return { sections, lastTiltDeg };
    },
    save: async () => {
      await gate.send('S', newest);
    },
    sections: async () => Number([await gate.send('ReportFileZsize')].flat()[0]),
    readReference: async (section) => {
      await gate.send('ReadFile', section, reference);
    },
    readReferenceMap: async (file) => {
      await gate.send('ReadOtherFile', 0, reference, file);
    },
    readBack: async (section) => {
      await gate.send('ReadFile', section, newest);
    },
    annotate: async (keys) => {
      for (const [key, value] of Object.entries(keys)) await gate.send('AddToAutodoc', key, value);
      await gate.send('WriteAutodoc');
    },
    close: async () => {
      await gate.send('CloseFile');
    },
  };
  return stacks;
}

/** Reads a section into the reference buffer, so that an unsaved image in buffer A stays there. */
async function tiltOfSection(gate: CommandGate, section: number): Promise<number | null> {
  await gate.send('ReadFile', section, reference);
  const found = await gate.send('ReportMetadataString', reference, 'TiltAngle');
  const tiltDeg = Number(found);
  return Number.isFinite(tiltDeg) ? tiltDeg : null;
}
