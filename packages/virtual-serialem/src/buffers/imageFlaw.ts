/** What deceives a correlation in an image. Only the analytic alignment needs to be told; from images it comes by itself. */
export type ImageFlaw =
  | { readonly kind: 'dark' | 'featureless' | 'lump' }
  | { readonly kind: 'fixed-pattern'; readonly wrongPeaks: number };
