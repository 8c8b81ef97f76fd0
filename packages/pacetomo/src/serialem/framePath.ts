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
