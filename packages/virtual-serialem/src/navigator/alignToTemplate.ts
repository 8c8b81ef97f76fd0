import { alignOrFail } from '../acquisition/alignImages.ts';
import { imposeShift } from '../acquisition/imposeShift.ts';
import { takeImageLike } from '../acquisition/takeImageLike.ts';
import type { BufferRecord } from '../buffers/bufferRecord.ts';
import type { Instrument } from '../instrument.ts';
import { ScriptError } from '../script/scriptError.ts';
import { loadMap } from './mapImage.ts';
import { replaceShift, type ShiftReplacement } from './replaceShift.ts';

/** What aligning to a template is told. */
export interface TemplateAlignment extends ShiftReplacement {
  /** The script command on whose behalf it is, for the truth log. */
  readonly command: string;
  /** The label of the template map in the Navigator. */
  readonly label: string;
  /** The largest shift that one alignment may find, µm. */
  readonly limitUm: number;
}

/** The buffer that keeps the template. */
const templateBuffer = 18;

/**
 * Takes an image like the one of a template map and aligns it to that with image shift, which is replaced by the stage and
 * aligned again when it is large and that is wanted. Throws ScriptError without such a map, or when nothing is found.
 */
export async function alignToTemplate(instrument: Instrument, options: TemplateAlignment): Promise<void> {
  const { navigator, buffers } = instrument;
  const index = navigator.find(options.label, 'label');
  if (index === 0) throw new ScriptError(`There is no template map with the label ${options.label} in the Navigator`);
  const template = await loadMap(instrument, navigator.item(index));
  buffers.put(templateBuffer, template);
  const align = () => takeAndAlign(instrument, template, options);
  await align();
  await replaceShift(instrument, options, align);
}

async function takeAndAlign(
  instrument: Instrument,
  template: BufferRecord,
  { command, limitUm }: TemplateAlignment,
): Promise<void> {
  const image = await takeImageLike(instrument, template, { command, called: 'The template', wholeField: true });
  const sentence = 'The image does not correlate with the template within the allowed shift';
  imposeShift(instrument, await alignOrFail(instrument, image, template, sentence, { limitUm }), true);
}
