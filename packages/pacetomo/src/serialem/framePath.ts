/**
 * Whether frames and stacks lie together: one folder holds the other, or the folder above the frames does. PACEtomo asks
 * whether one path is a part of the text of the other, which takes `D:\data2` for a part of `D:\data`.
 */
export function liesTogether(framePath: string, directory: string): boolean {
  const frames = foldersOf(framePath);
  const data = foldersOf(directory);
  const above = frames.slice(0, -1);
  return holdsOther(frames, data) || (above.length > 0 && holdsOther(above, data));
}

/** Both kinds of slashes, and no difference between capitals and small letters: these are paths of a Windows computer. */
function foldersOf(path: string): readonly string[] {
  return path
    .toLowerCase()
    .split(/[\\/]+/)
    .filter((folder) => folder !== '');
}

function holdsOther(one: readonly string[], other: readonly string[]): boolean {
  const shorter = Math.min(one.length, other.length);
  return one.slice(0, shorter).every((folder, i) => folder === other[i]);
}

/** The longest path that AreTomo3 reads is 255 bytes; our names of frame files take up to 100 of them. */
const longestFolder = 150;

/** Why programs after us would not find frames in a folder, in a sentence; null when they would. */
export function objectionToFramePath(path: string): string | null {
  const ask =
    'Choose another folder under Set Folder in the Camera Parameters of Record, or go on if they are moved before they are read.';
  if (path.length > longestFolder)
    return `The folder for frames has a name of ${path.length} characters, and AreTomo3 reads no path of more than 255 with the names of the frames: ${path}. ${ask}`;
  const odd = /[[\]=]/.exec(path)?.[0];
  if (odd === undefined) return null;
  return `The folder for frames holds “${odd}” in its name, at which TOMOMAN or Scipion stop reading the mdoc: ${path}. ${ask}`;
}
