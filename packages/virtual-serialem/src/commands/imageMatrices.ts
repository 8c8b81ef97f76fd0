import { apply, inverse, type PlaneMatrix, type PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { type ImageOnStage, imageOnStage, toImage, toStage } from '../navigator/imageOnStage.ts';
import { axisStageOffset } from '../navigator/stagePlace.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { imageArgument } from './named.ts';
import { withOpenNavigator } from './navigatorArguments.ts';

/** Where an image lies in navigator coordinates, or (second argument) in read-outs of the stage. */
function placeOf(instrument: Instrument, args: CommandArguments): ImageOnStage {
  const place = imageOnStage(instrument, imageArgument(instrument, args, 0));
  if (!place) throw new ScriptError(`The image in buffer ${args.text(0)} has no coordinates on the stage`);
  if (args.integerOr(1, 0) === 0) return place;
  const fromReadOut = apply(place.matrix, axisStageOffset(instrument));
  return { ...place, offsetPx: { x: place.offsetPx.x + fromReadOut.x, y: place.offsetPx.y + fromReadOut.y } };
}

const sixValues = ({ xx, xy, yx, yy }: PlaneMatrix, { x, y }: PlaneVector): number[] => [xx, xy, yx, yy, x, y];

function pointOf(args: CommandArguments): PlaneVector {
  return { x: args.number(2), y: args.number(3) };
}

/** Commands that turn pixels of an image into stage positions and back; pixels count from the top left. */
export const imageMatrixCommands: CommandFamily = withOpenNavigator({
  StageToBufImageMatrix: (instrument, args) => {
    const { matrix, offsetPx } = placeOf(instrument, args);
    return sixValues(matrix, offsetPx);
  },
  BufImageToStageMatrix: (instrument, args) => {
    const place = placeOf(instrument, args);
    return sixValues(inverse(place.matrix), toStage(place, { x: 0, y: 0 }));
  },
  StagePosToBufImagePos: (instrument, args) => {
    const { x, y } = toImage(placeOf(instrument, args), pointOf(args));
    return [x, y];
  },
  BufImagePosToStagePos: (instrument, args) => {
    const { x, y } = toStage(placeOf(instrument, args), pointOf(args));
    return [x, y];
  },
});
