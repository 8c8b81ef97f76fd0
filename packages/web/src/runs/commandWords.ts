/** Commands of SerialEM that last long enough to be seen, in the words of a microscopist. */
const words: Readonly<Record<string, string>> = {
  R: 'taking a Record image',
  V: 'taking a View image',
  L: 'taking a Preview',
  T: 'taking a Trial image',
  F: 'taking a Focus image',
  S: 'saving the image',
  G: 'autofocus',
  AlignTo: 'aligning the image',
  AlignBetweenMags: 'aligning between magnifications',
  AlignToTemplate: 'aligning to a template',
  AutoFocus: 'autofocus',
  CtfFind: 'fitting the CTF with CtfFind',
  Ctfplotter: 'fitting the CTF with Ctfplotter',
  Delay: 'waiting for the stage to settle',
  Eucentricity: 'finding eucentric height',
  GoToLowDoseArea: 'changing the low-dose area',
  ImageShiftByMicrons: 'shifting the beam',
  LongOperation: 'looking after the instrument',
  MoveStageTo: 'moving the stage',
  NewFile: 'opening a new stack',
  OpenNewFile: 'opening a new stack',
  RealignToNavItem: 'finding the target by its map',
  RealignToOtherItem: 'finding the target by its map',
  RefineZLP: 'centring the slit',
  ReportFileZsize: 'waiting for the image to be on disk',
  SetDefocus: 'focusing',
  SetImageShift: 'shifting the beam',
  TiltTo: 'tilting the stage',
  WriteAutodoc: 'writing the mdoc',
};

/** What SerialEM is doing, in words, with its own name for those who look into its log. */
export function commandWords(name: string): string {
  const known = words[name];
  return known === undefined ? name : `${known} (${name})`;
}
