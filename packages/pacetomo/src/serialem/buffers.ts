/** Buffer of the newest image. */
export const newest = 'A';

/** Buffer that references are read into: outside the rolling ones, as PACEtomo uses it. */
export const reference = 'O';

/** Buffer where a person leaves an image of what to find again, as PACEtomo uses it. */
export const template = 'P';

/** Buffer where choosing lays an image aside: outside the rolling ones. */
export const aside = 'N';
