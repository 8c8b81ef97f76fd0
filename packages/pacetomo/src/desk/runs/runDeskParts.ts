import type { AreaDesk } from '../areas/areaDesk.ts';
import type { Changes } from '../changes.ts';
import type { MicroscopeDesk } from '../microscope/microscopeDesk.ts';
import type { Presets } from '../presets.ts';

/** What the runs of a desk need of its other parts. */
export interface RunDeskParts {
  readonly folder: string;
  readonly changes: Changes;
  readonly microscope: Pick<MicroscopeDesk, 'lend' | 'noteLent' | 'folderMaps'>;
  readonly areas: Pick<AreaDesk, 'saveIfEdited' | 'pathOf'>;
  readonly presets: Pick<Presets, 'fileOf'>;
}

/** The microscope as it is lent to a process. */
export type Lent = Awaited<ReturnType<MicroscopeDesk['lend']>>;
