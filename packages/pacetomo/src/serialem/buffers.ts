/** Buffer of the newest image. */
export const newest = 'A';

/** Buffer that references are read into: outside the rolling ones, as PACEtomo uses it. */
export const reference = 'O';
