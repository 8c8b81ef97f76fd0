/** A scale bar: a round length, and how long that is on the screen. */
export interface ScaleBar {
  readonly text: string;
  readonly px: number;
}

/** The longest bar of 1, 2 or 5 times a power of ten that is no longer than `mostPx`. */
export function scaleBar(screenPixelsPerUm: number, mostPx: number): ScaleBar {
  const mostUm = mostPx / screenPixelsPerUm;
  const decade = 10 ** Math.floor(Math.log10(mostUm));
  const um = decade * ([5, 2, 1].find((step) => step * decade <= mostUm * (1 + 1e-9)) ?? 1);
  return {
    text: um >= 1 ? `${Number(um.toPrecision(2))} µm` : `${Number((um * 1000).toPrecision(2))} nm`,
    px: um * screenPixelsPerUm,
  };
}
