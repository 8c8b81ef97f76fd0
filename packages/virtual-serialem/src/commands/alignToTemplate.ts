import { imposeShift } from '../acquisition/imposeShift.ts';
import { measureShift } from '../acquisition/measureShift.ts';
import { resetImageShift } from '../acquisition/resetImageShift.ts';
import { takeImage } from '../acquisition/takeImage.ts';
import type { BufferRecord } from '../buffers/bufferRecord.ts';
import { setNames } from '../column/cameraSets.ts';
import { cameraSize, type Instrument } from '../instrument.ts';
import { loadMap } from '../navigator/mapImage.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';

/** What stands in SerialEM's dialog of aligning to a template: µm, µm, times. */
const dialog = { largestShiftUm: 1, resetAboveUm: 0.2, mostResets: 0, leaveAtZero: false };

/** The buffer that keeps the template. */
const templateBuffer = 18;

/**
 * Takes images like the one of a template map and aligns them to it with image shift, which is replaced by the stage and
 * aligned again when it is large and that is wanted.
 */
export async function alignToTemplate(instrument: Instrument, args: CommandArguments): Promise<void> {
  const { navigator, buffers, column } = instrument;
  if (!navigator.isOpen) throw new ScriptError('The Navigator is not open');
  const given = (position: number, standard: number): number => {
    const value = args.numberOr(position, -1);
    return value < 0 ? standard : value;
  };
  const limitUm = given(0, dialog.largestShiftUm);
  const resetAboveUm = given(1, dialog.resetAboveUm);
  const mostResets = Math.trunc(given(2, dialog.mostResets));
  const leaveAtZero = given(3, dialog.leaveAtZero ? 1 : 0) !== 0;
  const template = await templateFor(instrument, args);
  buffers.put(templateBuffer, template);
  for (let resets = 0; ; resets++) {
    await takeAndAlign(instrument, template, limitUm);
    const { x, y } = column.coils.specimenShiftUm;
    const again = resets < mostResets && Math.hypot(x, y) >= resetAboveUm;
    if (!again && !leaveAtZero) return;
    await resetImageShift(instrument);
    if (!again) return;
  }
}

/** The map with the label of the template. SerialEM keeps a label in its dialog; here it has to be given. */
async function templateFor(instrument: Instrument, args: CommandArguments): Promise<BufferRecord> {
  const { navigator } = instrument;
  if (!args.has(4)) throw new ScriptError('No label of a template map is known; give it as the last argument');
  const label = args.lastText();
  const index = navigator.find(label, 'label');
  if (index === 0) throw new ScriptError(`There is no template map with the label ${label} in the Navigator`);
  return await loadMap(instrument, navigator.item(index));
}

async function takeAndAlign(instrument: Instrument, template: BufferRecord, limitUm: number): Promise<void> {
  const { image, metadata } = template;
  const set = setNames[metadata.set];
  if (!set) throw new ScriptError('The template does not tell the camera set it was taken with');
  const { binning, exposureS } = metadata;
  const camera = cameraSize(instrument.scenario);
  // A template cut out of an image is found in an image of the whole set.
  const whole = instrument.sets.get(set);
  const widthPx = Math.min(camera.widthPx, Math.max(whole.widthPx, image.widthPx * binning));
  const heightPx = Math.min(camera.heightPx, Math.max(whole.heightPx, image.heightPx * binning));
  const parameters = { binning, exposureS, widthPx, heightPx };
  const taken = await takeImage(instrument, { set, command: 'AlignToTemplate', parameters });
  const shiftPx = measureShift(instrument, taken, template, { limitUm, trim: true });
  if (!shiftPx) throw new ScriptError('The image does not correlate with the template within the allowed shift');
  imposeShift(instrument, shiftPx, true);
}
