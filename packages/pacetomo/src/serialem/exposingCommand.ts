/** The commands that put dose on the specimen, as far as a run or choosing targets uses them. */
export type ExposingCommand =
  | 'R'
  | 'G'
  | 'V'
  | 'L'
  | 'Eucentricity'
  | 'RealignToOtherItem'
  | 'AcquireToMatchBuffer'
  | 'RefineZLP'
  | 'Search'
  | 'Montage';
