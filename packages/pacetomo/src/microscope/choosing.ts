import type { Matrix, Vec } from '../geometry/frames.ts';
import type { GreyImage } from '../images/greyImage.ts';
import type {
  Beam,
  Calibration,
  ExposurePermit,
  Finding,
  Measuring,
  MeasuringLimits,
  Navigator,
  NewestImage,
  Optics,
  Stage,
  TiltAxis,
} from './microscope.ts';

/** An image of SerialEM with what it knows of where it lies. */
export interface Picture {
  readonly image: GreyImage;
  readonly place: PicturePlace;
}

/** Where an image lies. Positions in it count from the upper left corner, in its own (binned) pixels, y downwards. */
export interface PicturePlace {
  /** Size of one of its pixels on the specimen, nm. */
  readonly pixelSizeNm: number;
  readonly binning: number;
  /** Tilt of the stage when it was taken, degrees. */
  readonly tiltDeg: number;
  /** From Navigator positions of the stage to positions in the image: `image = matrix · stage + offset`. */
  readonly fromStage: { readonly matrix: Matrix<'stage', 'image'>; readonly offset: Vec<'image'> };
}

/** The images in SerialEM's buffers, as pixels. */
export interface Pictures {
  /** The image in buffer A; null when it is empty or lies nowhere (no stage position is known). */
  picture(): Promise<Picture | null>;
  /** Loads the map of a Navigator item into buffer A, without an exposure; false when SerialEM cannot. */
  showMap(item: number): Promise<boolean>;
  /** Puts the image of buffer A into the hole template buffer P. */
  keepAsTemplate(): Promise<void>;
  /** Copies buffer A into a buffer that nothing else uses, so that it can be looked at again by `showKept`. */
  keepAside(): Promise<void>;
  showKept(): Promise<void>;
}

/** Maps: images with an item of the Navigator. Files go to SerialEM's working directory. */
export interface Maps {
  fileExists(file: string): Promise<boolean>;
  /** Saves buffer A as the only section of a new file and makes it a map of the Navigator; gives the item. Never overwrites. */
  saveAsMap(file: string, words: ItemWords): Promise<number>;
  /** Makes a new file for a montage of Views about where the stage stands, which the stage goes to one by one. Exposes nothing. */
  openMontage(file: string, pieces: { readonly columns: number; readonly rows: number }): Promise<void>;
  /** Makes a map of the montage that was taken into the open file, and closes that; gives the item. */
  closeMontageAsMap(words: ItemWords): Promise<number>;
  /** Closes the file of a montage that came to nothing. */
  closeMontage(): Promise<void>;
  /** Saves the display of buffer A with all that is drawn on it as a JPEG picture. Never overwrites. */
  savePicture(file: string): Promise<void>;
}

/** What an item of the Navigator says. */
export interface ItemWords {
  /** At most 16 characters. */
  readonly label: string;
  /** Empty for none. */
  readonly note: string;
  readonly acquire: boolean;
}

/** An item of the Navigator with its place. */
export interface NavigatorPlace extends ItemWords {
  readonly item: number;
  readonly kind: 'point' | 'polygon' | 'map' | 'anchor';
  readonly stage: Vec<'stage'>;
  readonly zUm: number;
  /** Corners of a polygon or of a map, the one point of a point. */
  readonly outline: readonly Vec<'stage'>[];
}

/** Writing to the Navigator's table. What is added stands at its end and is the current item then. */
export interface NavigatorEditing {
  /** Opens the Navigator if it is closed; whether it had to be. */
  openNavigator(): Promise<boolean>;
  /** All items, in the order of the table. */
  items(): Promise<readonly NavigatorPlace[]>;
  /** Adds a point at a Navigator position, and gives its item. `group` 0 for none. */
  addPoint(
    at: { readonly stage: Vec<'stage'>; readonly zUm: number; readonly group: number },
    words: ItemWords,
  ): Promise<number>;
  /** Adds a polygon, closed if it is not, and gives its item. At most 90 corners pass through one of SerialEM's variables. */
  addPolygon(outline: readonly Vec<'stage'>[], zUm: number, words: ItemWords): Promise<number>;
  /** A group number that no item has. */
  newGroup(): Promise<number>;
  changeWords(item: number, words: ItemWords): Promise<void>;
  /** Deletes the item with this label and note, wherever it stands by now. False when there is none; nothing is deleted then. */
  deleteItem(words: Pick<ItemWords, 'label' | 'note'>): Promise<boolean>;
  /** Saves the Navigator to its file; false when it has none. */
  saveNavigator(): Promise<boolean>;
  /** Saves the Navigator to a new file in SerialEM's directory, which is its own from then on. Never overwrites: false when it is there. */
  saveNavigatorAs(file: string): Promise<boolean>;
  /** Path of the Navigator's file as SerialEM names it; null when it has none. */
  navigatorFile(): Promise<string | null>;
  /** Adds the items of a navigator file to the table. */
  mergeNavigatorFile(path: string): Promise<void>;
  /** The Navigator position of what is centred now: the read-out of the stage with the image shift taken into account, z beside it. */
  placeNow(): Promise<{ readonly stage: Vec<'stage'>; readonly zUm: number }>;
}

/** Moving about while choosing. Moves are absolute. */
export interface Roaming {
  /** What `prepareToMeasure` does; besides, dragging an image moves image shift only, and new files are MRC files. */
  prepareToChoose(): Promise<MeasuringLimits>;
  /**
   * Moves the stage by the image shift there is, and the image shift to zero: what was centred stays there (about 0.5 µm).
   * The optics of the Record area are on afterwards.
   */
  resetImageShift(): Promise<void>;
  /** Takes an image with the parameters of Search, of the low-dose area Search, into buffer A. */
  search(permit: ExposurePermit): Promise<void>;
  /** Takes a montage into the file that `openMontage` has made; the stage returns. A permit for all of it. */
  montage(permit: ExposurePermit): Promise<void>;
  /** Where the working directory of SerialEM is, as it names it. */
  directory(): Promise<string>;
}

/** Somebody who can be asked, wherever they sit: at SerialEM, at a terminal, at the page. */
export interface Person {
  /** Asks a yes-or-no question. */
  askYesNo(text: string): Promise<boolean>;
  /** Asks for a number; null when the person does not want to give one. */
  askNumber(text: string, proposal: number, decimals: number): Promise<number | null>;
  /** Asks for a text; null when the person does not want to give one. */
  askText(text: string): Promise<string | null>;
  /** Tells something that needs no answer. */
  say(text: string): Promise<void>;
}

/** The person at SerialEM: its message boxes, its log, and keys pressed in its window. A box blocks SerialEM until it is answered. */
export interface PersonAtSerialEm extends Person {
  /** Whether the key was pressed since the last question for any key. Asking forgets it, and waits a tenth of a second. */
  keyPressed(key: 'B' | 'V' | 'R' | 'F'): Promise<boolean>;
}

/** Everything that choosing targets may ask for. It records no tilt series. */
export type ChoosingMicroscope = Stage &
  Optics &
  Calibration &
  Beam &
  NewestImage &
  Finding &
  TiltAxis &
  Measuring &
  Navigator &
  Pictures &
  Maps &
  NavigatorEditing &
  Roaming &
  PersonAtSerialEm;
