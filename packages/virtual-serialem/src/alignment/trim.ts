import { type Cut, type GreyImage, meanOver } from './greyImage.ts';

/** SerialEM's defaults: 4 % of each side go in any case. */
const TRIM_FRACTION = 0.04;
/** A corner is dark when a square of this size in it … */
const CORNER_PX = 10;
/** … is below this fraction of the mean of the middle fifth. */
const DARK_FRACTION = 0.3;
const MIDDLE_FRACTION = 0.2;
/** Trimming goes on in steps of this size … */
const STEP_PX = 5;
/** … and ends here: less than this fraction of a side is left. */
const LEAST_FRACTION = 0.25;

type Side = keyof Cut;
const SIDES: readonly Side[] = ['left', 'top', 'right', 'bottom'];

/**
 * The part of an image that is worth correlating: 4 % off each side, then more off the sides with dark corners (the edge of the
 * beam), and back out again where that turns out not to have been necessary. An image that is dark throughout is left as it is.
 */
export function trimDarkBorders(image: GreyImage): Cut {
  const start = evenTrim(image);
  const limit = DARK_FRACTION * meanOver(image, middleOf(image));
  if (!(limit > 0)) return start;
  let cut = start;
  for (let darkness = darkestCorner(image, cut, limit); darkness < 1; darkness = darkestCorner(image, cut, limit)) {
    const next = bestStepInwards(image, cut, limit);
    if (!next) return start;
    cut = next;
  }
  return growBack(image, cut, start, limit);
}

/** 4 % off each side. */
function evenTrim({ widthPx, heightPx }: GreyImage): Cut {
  const x = Math.round(TRIM_FRACTION * widthPx);
  const y = Math.round(TRIM_FRACTION * heightPx);
  return { left: x, top: y, right: widthPx - x, bottom: heightPx - y };
}

function middleOf({ widthPx, heightPx }: GreyImage): Cut {
  const [x, y] = [Math.round((widthPx * MIDDLE_FRACTION) / 2), Math.round((heightPx * MIDDLE_FRACTION) / 2)];
  const [cx, cy] = [widthPx >> 1, heightPx >> 1];
  return { left: cx - x, top: cy - y, right: cx + x, bottom: cy + y };
}

/** Mean of the darkest corner square in units of the limit. */
function darkestCorner(image: GreyImage, cut: Cut, limit: number): number {
  const { left, top, right, bottom } = cut;
  const squares = [left, right - CORNER_PX].flatMap((x) => [top, bottom - CORNER_PX].map((y) => ({ x, y })));
  const means = squares.map(({ x, y }) =>
    meanOver(image, { left: x, top: y, right: x + CORNER_PX, bottom: y + CORNER_PX }),
  );
  return Math.min(...means) / limit;
}

/** The cut with one side moved in: the one that lightens the corners most for the area it costs. Null when too little would be left. */
function bestStepInwards(image: GreyImage, cut: Cut, limit: number): Cut | null {
  let best: { readonly cut: Cut; readonly merit: number } | null = null;
  for (const side of SIDES) {
    const tried = moved(cut, side, STEP_PX);
    if (tried.right - tried.left < LEAST_FRACTION * image.widthPx) continue;
    if (tried.bottom - tried.top < LEAST_FRACTION * image.heightPx) continue;
    const merit =
      totalLight(image, tried, limit) - (3 * STEP_PX) / (isAcross(side) ? cut.right - cut.left : cut.bottom - cut.top);
    if (!best || merit > best.merit) best = { cut: tried, merit };
  }
  return best?.cut ?? null;
}

/** How light the four corners are, each counted up to the limit. */
function totalLight(image: GreyImage, { left, top, right, bottom }: Cut, limit: number): number {
  const corner = (x: number, y: number) =>
    Math.min(1, meanOver(image, { left: x, top: y, right: x + CORNER_PX, bottom: y + CORNER_PX }) / limit);
  const [x, y] = [right - CORNER_PX, bottom - CORNER_PX];
  return corner(left, top) + corner(x, top) + corner(left, y) + corner(x, y);
}

/** Moves each side out again as far as no corner turns dark. */
function growBack(image: GreyImage, cut: Cut, start: Cut, limit: number): Cut {
  let grown = cut;
  for (const side of SIDES) {
    while (grown[side] !== start[side]) {
      const step = Math.min(STEP_PX, Math.abs(grown[side] - start[side]));
      const tried = moved(grown, side, -step);
      if (darkestCorner(image, tried, limit) < 1) break;
      grown = tried;
    }
  }
  return grown;
}

function moved(cut: Cut, side: Side, inwards: number): Cut {
  return { ...cut, [side]: cut[side] + (side === 'left' || side === 'top' ? inwards : -inwards) };
}

function isAcross(side: Side): boolean {
  return side === 'left' || side === 'right';
}
