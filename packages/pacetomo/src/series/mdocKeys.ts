/** The keys of an image in the order in which SerialEM writes them (spec serialem-commands, from EMimageExtra). */
const serialEmOrder =
  'PieceCoordinates MinMaxMean TiltAngle StagePosition StageZ Magnification CameraLength Intensity ExposureDose DoseRate ' +
  'PixelSpacing RefinedPixelSpacing SpotSize ProbeMode Defocus ImageShift NominalStageXY RotationAngle ExposureTime ' +
  'Binning CameraIndex DividedBy2 OperatingMode UsingCDS MagIndex LowDoseConSet CountsPerElectron TargetDefocus ' +
  'PriorRecordDose SubFramePath NumSubFrames FrameDosesAndNumber DateTime';

const places = new Map(serialEmOrder.split(' ').map((key, place) => [key, place]));

/**
 * Where a key stands in the section of an image: SerialEM's up to DateTime in their order, after it whatever else there is, in
 * the order in which it was found. nextPYP wants TiltAngle before SubFramePath before DateTime.
 */
export const placeOfKey = (key: string): number => places.get(key) ?? places.size;

/** Our own keys begin so. None of them holds TiltAngle, ExposureDose, SubFramePath, ExposureTime, DateTime or ZValue, which AreTomo3 looks for anywhere in a line. */
export const ownPrefix = 'PACE.';
