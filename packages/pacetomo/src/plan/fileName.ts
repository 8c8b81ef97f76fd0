/** Names that Windows keeps for devices, with or without an extension. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const allowed = /^[A-Za-z0-9._+ -]{1,120}$/;

/**
 * Why a name from a file may not be used as the name of an image file, or null when it may.
 *
 * Only bare names pass: no folder, drive, stream or device can be reached through one (reliability D4).
 */
export function objectionToFileName(name: string): string | null {
  if (name !== name.trim() || name.endsWith('.')) return 'begins or ends with a blank or a full stop';
  if (!allowed.test(name)) return 'is not a plain file name: letters, digits, blanks and . _ + - only, no folder';
  if (name.startsWith('.') || deviceName.test(name)) return 'is a name that Windows keeps for itself';
  return null;
}
