import { EmFileError, openMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { type ReducedImage, reducedSection as reduced } from '../../../quality/reducedSection.ts';

/**
 * A section of a stack with its longest side reduced to so many pixels at most; null when the stack has no such section,
 * or not yet the whole of it.
 */
export async function reducedSection(path: string, section: number, longestPx: number): Promise<ReducedImage | null> {
  const file = await openFile(path, 'read');
  try {
    const stack = await openMrc(file, { permissive: true });
    return section < stack.sectionCount ? await reduced(stack, section, longestPx) : null;
  } catch (error) {
    if (error instanceof EmFileError && error.code === 'mrc-size') return null; // it is being written
    throw error;
  } finally {
    await file.close();
  }
}
