/** Ways of looking at one run. */
export const views = {
  summary: 'Summary',
  steps: 'Exposure by exposure',
  movie: 'Movie',
  series: 'Tilt series',
  compare: 'Compare',
} as const;

export type View = keyof typeof views;

export const isView = (text: string): text is View => Object.hasOwn(views, text);

/** Address of a view of a run. */
export const addressOfView = (run: string, view: View, other: string | null = null): string =>
  `/history/${encodeURIComponent(run)}/${view}${other === null ? '' : `/${encodeURIComponent(other)}`}`;
