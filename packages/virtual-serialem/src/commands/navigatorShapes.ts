import { numberOf } from '@pacetomo/em-files';
import type { BufferRecord } from '../buffers/bufferRecord.ts';
import type { PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { type ImageOnStage, imageOnStage, toImage, toStage } from '../navigator/imageOnStage.ts';
import { groupOf, itemType, stageOf } from '../navigator/navigatorTable.ts';
import { addShape } from '../navigator/newItems.ts';
import { outlineOf } from '../navigator/outline.ts';
import { navigatorPlace } from '../navigator/stagePlace.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { imageArgument } from './named.ts';
import { pointsOfVariables, setPointVariables, withOpenNavigator } from './navigatorArguments.ts';

/** A Z below this stands for "that of the image", µm. */
const noZBelowUm = -900;
/** Straight pieces of a circle. */
const circlePieces = 120;

function addStagePoint(instrument: Instrument, args: CommandArguments): [number] {
  const outline = [{ x: args.number(0), y: args.number(1) }];
  return [addShape(instrument, { kind: 'point', outline, zUm: args.number(2), groupId: args.integerOr(3, 0) })];
}

function addStagePolygon(instrument: Instrument, args: CommandArguments): [number] {
  const outline = pointsOfVariables(instrument, args.text(0), args.text(1));
  const kind = outline.length > 1 ? 'polygon' : 'point';
  return [addShape(instrument, { kind, outline, centre: middleOf(outline), zUm: args.number(2) })];
}

/** A point of an image as a navigator point, drawn on the map that the image is of; pixels count from the top left. */
function addImagePoint(instrument: Instrument, args: CommandArguments): [number] {
  const record = imageArgument(instrument, args, 0);
  const outline = [toStage(placeOf(instrument, record, args), { x: args.number(1), y: args.number(2) })];
  const [zUm, groupId] = [zFor(record, args, 3), args.integerOr(4, 0)];
  return [addShape(instrument, { kind: 'point', outline, zUm, groupId, drawnOnMapId: record.mapId })];
}

function addImagePolygon(instrument: Instrument, args: CommandArguments): [number] {
  const record = imageArgument(instrument, args, 0);
  const place = placeOf(instrument, record, args);
  const outline = pointsOfVariables(instrument, args.text(1), args.text(2)).map((px) => toStage(place, px));
  const shape = { kind: 'polygon', outline, centre: middleOf(outline), drawnOnMapId: record.mapId } as const;
  return [addShape(instrument, { ...shape, zUm: zFor(record, args, 3) })];
}

/** A circle around a stage position. Without one SerialEM takes the marker, which nobody can set here. */
function addCircle(instrument: Instrument, args: CommandArguments): void {
  const radius = args.number(0);
  if (radius <= 0) throw new ScriptError(`The radius of a circle must be positive, not ${radius} µm`);
  if (!args.has(2)) throw new ScriptError('There is no marker in the active image; give the centre of the circle');
  const centre = { x: args.number(1), y: args.number(2) };
  const outline = Array.from({ length: circlePieces + 1 }, (_, step) => {
    const angle = (2 * Math.PI * step) / circlePieces;
    return { x: centre.x + radius * Math.cos(angle), y: centre.y + radius * Math.sin(angle) };
  });
  const drawnOnMapId = instrument.buffers.get(instrument.buffers.shown)?.mapId ?? 0;
  const zUm = instrument.column.stage.reportedUm.z;
  addShape(instrument, { kind: 'polygon', outline, centre, zUm, drawnOnMapId });
}

function middleOf(outline: readonly PlaneVector[]): PlaneVector {
  const [xs, ys] = [outline.map(({ x }) => x), outline.map(({ y }) => y)];
  return { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: (Math.min(...ys) + Math.max(...ys)) / 2 };
}

function placeOf(instrument: Instrument, record: BufferRecord, args: CommandArguments): ImageOnStage {
  const place = imageOnStage(instrument, record);
  if (!place) throw new ScriptError(`The image in buffer ${args.text(0)} has no coordinates on the stage`);
  return place;
}

function zFor(record: BufferRecord, args: CommandArguments, position: number): number {
  const given = args.numberOr(position, Number.NEGATIVE_INFINITY);
  return given < noZBelowUm ? record.metadata.stageUm.z : given;
}

function pointsOfGroup({ navigator }: Instrument, args: CommandArguments) {
  const groupId = args.integer(0);
  if (groupId <= 0) throw new ScriptError('The ID of a group must be positive');
  return navigator.items
    .filter((item) => groupOf(item) === groupId && (numberOf(item, 'Type') ?? 0) === itemType.point)
    .map(stageOf);
}

/** Variables are set only when there are points. */
function groupOnStage(instrument: Instrument, args: CommandArguments): [number] {
  const points = pointsOfGroup(instrument, args);
  if (points.length === 0) return [0];
  setPointVariables(instrument, [args.text(1), args.text(2)], points, 6);
  if (args.has(3)) instrument.variables.setText(args.text(3), points.map(({ z }) => z.toFixed(6)).join('\n'));
  return [points.length];
}

/** Points outside the image are left out. */
function groupInImage(instrument: Instrument, args: CommandArguments): [number] {
  const record = imageArgument(instrument, args, 1);
  const points = pointsOfGroup(instrument, args);
  const place = imageOnStage(instrument, record);
  if (!place) return [-1];
  const { widthPx, heightPx } = record.image;
  const inside = points
    .map((point) => toImage(place, point))
    .filter(({ x, y }) => x >= 0 && x <= widthPx && y >= 0 && y <= heightPx);
  if (inside.length > 0) setPointVariables(instrument, [args.text(2), args.text(3)], inside, 6);
  return [inside.length];
}

/** X, Y in pixels, and whether it is inside: 1, 0, or −1 when the image has no coordinates. */
function itemInImage(instrument: Instrument, args: CommandArguments): number[] {
  const item = instrument.navigator.item(args.integerOr(0, 0));
  const record = imageArgument(instrument, args, 1, 0);
  const place = imageOnStage(instrument, record);
  if (!place) return [0, 0, -1];
  const { x, y } = toImage(place, stageOf(item));
  const { widthPx, heightPx } = record.image;
  return [x, y, x >= 0 && y >= 0 && x <= widthPx - 1 && y <= heightPx - 1 ? 1 : 0];
}

function itemPoints(instrument: Instrument, args: CommandArguments): void {
  const points = outlineOf(instrument.navigator.item(args.integer(0)));
  setPointVariables(instrument, [args.text(1), args.text(2)], points, 3);
}

/** A stage read-out and an image shift as navigator coordinates; without image shift that is zero. */
function adjustStage(instrument: Instrument, args: CommandArguments): number[] {
  const { reportedDeg } = instrument.column.stage.goniometer;
  const shift = { x: args.numberOr(2, 0), y: args.numberOr(3, 0) };
  const stage = { x: args.number(0), y: args.number(1) };
  const { x, y } = navigatorPlace(instrument, stage, shift, args.numberOr(6, reportedDeg));
  return [x, y];
}

/** Commands for points and polygons of the Navigator and where they lie in images. */
export const navigatorShapeCommands: CommandFamily = withOpenNavigator({
  AddStagePosAsNavPoint: addStagePoint,
  AddStagePointsAsPolygon: addStagePolygon,
  AddImagePosAsNavPoint: addImagePoint,
  AddImagePointsAsPolygon: addImagePolygon,
  AddCirclePolygon: addCircle,
  AdjustStagePosForNav: adjustStage,
  GetNavGroupStageCoords: groupOnStage,
  GetNavGroupImageCoords: groupInImage,
  GetItemPointArray: itemPoints,
  ReportItemImageCoords: itemInImage,
});
