/**
 * The files of electron tomography: MRC stacks, SerialEM's mdoc and navigator files, PACEtomo's targets and run files; of
 * TIFF files the number of frames. Text in, document out, and the same bytes back. No dependencies; runs in Node and in browsers.
 *
 * ```ts
 * import { createMrc, decodeRecord, memoryFile, openMrc, recordFlags } from '@pacetomo/em-files';
 *
 * const file = memoryFile();
 * const stack = await createMrc(file, {
 *   width: 6,
 *   height: 5,
 *   mode: 1,
 *   pixelSizeA: 2.6,
 *   extended: { type: 'SERI', flags: recordFlags.tilt, reserveSections: 41 },
 * });
 * await stack.appendSection(new Int16Array(30).fill(7), { record: { tiltDeg: -12.01 } });
 *
 * const again = await openMrc(file);
 * const { data, record } = await again.readSection(0);
 * if (record) console.log(data[0], decodeRecord(record, recordFlags.tilt).tiltDeg); // 7 -12.01
 * ```
 */

export {
  type Autodoc,
  type AutodocBlock,
  type AutodocLine,
  type AutodocSection,
  type AutodocValue,
  appendSection,
  changeGlobals,
  changeSection,
  findSection,
  keysOf,
  type LineLayout,
  type NewSection,
  numberOf,
  numbersOf,
  removeKey,
  sectionsOf,
  setValue,
  textOf,
} from './autodoc.ts';
export { EmFileError, type EmFileErrorCode, type FilePlace, type Remark } from './errors.ts';
export {
  createMdoc,
  formatMdoc,
  type Mdoc,
  mdocRemarks,
  mdocTitles,
  type NewMdoc,
  parseMdoc,
  type TiltAxisTitle,
  tiltAxisAngleDeg,
  tiltAxisTitle,
} from './mdoc.ts';
export { createMrc, type NewExtendedHeader, type NewMrc } from './mrcCreate.ts';
export {
  type ByteOrder,
  formatMrcHeader,
  imodStampValue,
  type MrcHeader,
  mrcHeaderBytes,
  parseMrcHeader,
  pixelSizeA,
} from './mrcHeader.ts';
export { type OpenMrcOptions, openMrc } from './mrcOpen.ts';
export {
  areBytesSigned,
  decodePixels,
  encodePixels,
  type MrcPixels,
  type PixelLayout,
  type PixelMode,
  sectionBytesOf,
  supportedMode,
} from './mrcPixels.ts';
export {
  decodeRecord,
  encodeRecord,
  type RecordLayout,
  recordBytesOf,
  recordFlags,
  recordLayoutOf,
  type SectionRecord,
} from './mrcRecord.ts';
export type { Appended, MrcSection, MrcStack, SectionExtras } from './mrcStack.ts';
export { pixelStatistics } from './mrcStatistics.ts';
export {
  appendItem,
  createNavigator,
  formatNavigator,
  type Navigator,
  navigatorItems,
  parseNavigator,
} from './navigator.ts';
export {
  type NavigatorItem,
  type NavigatorItemKind,
  type NavigatorMap,
  readNavigatorItem,
  type StageXyz,
} from './navigatorItem.ts';
export { sixDigits } from './numberText.ts';
export {
  appendParallelTs,
  freeNavigatorId,
  type NewParallelTs,
  type ParallelTsArea,
  type ParallelTsAreas,
  readParallelTs,
} from './parallelTs.ts';
export type { ParallelTsParam, ParallelTsReferences, PlainPoint } from './parallelTsParam.ts';
export { type MemoryFile, memoryFile, type RandomAccess, type ReadableInto } from './randomAccess.ts';
export type { BranchState } from './targetBranch.ts';
export {
  readTarget,
  setTargetKey,
  settingBoolean,
  settingNumber,
  settingText,
  type TargetFacts,
} from './targetFacts.ts';
export { type GeometryPoint, parseTargets, type TargetEntry, type TargetsFile } from './targets.ts';
export { formatTargets, type WrittenTargets, writeTargets } from './targetsFormat.ts';
export type { Setting } from './targetsLine.ts';
export { obstaclesInTargets } from './targetsObstacles.ts';
export { type DecodedText, decodeText, encodeText } from './textEncoding.ts';
export { type LineEnd, textLimits } from './textLines.ts';
export { countTiffPages, tiffWidth } from './tiff.ts';
