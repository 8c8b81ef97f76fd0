import type { Desk } from '../../desk/desk.ts';
import type { Handlers } from '../handler.ts';

/** The microscope: connecting, letting go, virtual ones. */
export const microscopeHandlers = ({ microscope }: Desk) =>
  ({
    microscope: async () => microscope.view(),
    connect: ({ body: { address } }) => microscope.connect(address),
    release: () => microscope.release(),
    startVirtual: ({ body }) => microscope.startVirtual(body),
    endVirtual: () => microscope.endVirtual(),
    folderMaps: ({ body: { maps } }) => microscope.setFolderMaps(maps),
  }) satisfies Pick<Handlers, 'microscope' | 'connect' | 'release' | 'startVirtual' | 'endVirtual' | 'folderMaps'>;
