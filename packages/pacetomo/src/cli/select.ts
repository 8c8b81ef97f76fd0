import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { objectionToVectors } from '../layout/lattice.ts';
import { Trouble } from '../run/errors.ts';
import type { Ending } from '../session/acquire.ts';
import { defaultAddress } from './address.ts';
import { collect, number, oneOf, positive, wholeFrom } from './arguments.ts';
import { numbersOf } from './measure.ts';
import { selectMap } from './selectMap.ts';
import { select } from './selectSite.ts';

/** `pacetomo select …`: the ways of choosing targets on the microscope. */
export function selectCommand(): Command {
  return new Command('select')
    .description('choose targets; each is in the targets file as soon as it is chosen')
    .addCommand(drag())
    .addCommand(add())
    .addCommand(at())
    .addCommand(group())
    .addCommand(shift())
    .addCommand(pattern())
    .addCommand(polygon())
    .addCommand(selectMap())
    .addCommand(views());
}

const areaHelp =
  'name of a new area, such as lamella, or the targets file of one that goes on, such as lamella_tgts.txt';

/** A way with the options that all of them have. */
const way = (name: string, description: string) =>
  new Command(name)
    .description(description)
    .option('--serialem <host:port>', 'where SerialEM listens', defaultAddress)
    .option('--folder <folder>', 'where the targets file goes, if SerialEM’s directory cannot be reached')
    .option(
      '--map <there=here>',
      'SerialEM’s directory as this computer names it (may be given several times)',
      collect,
    )
    .addOption(new Option('--guidance', 'ask in boxes of SerialEM in place of this terminal').conflicts('keys'))
    .option('--keys', 'ask little: B accepts, V takes a new View, R refines, F finishes, pressed in SerialEM')
    .option('--search', 'look for targets in Search images in place of Views')
    .option('--no-preview', 'take a View of each target in place of a Preview: less dose, less exact')
    .option('--beam-diameter <um>', 'diameter of the beam in Record, if not what SerialEM says', positive)
    .option('--max-tilt <degrees>', 'highest tilt: how long the beam gets on the sample', tilt, 60)
    .option('--no-beam', 'draw no outlines of the beam into the Navigator')
    .option(
      '--unmoved',
      'the stage has not moved since the area was chosen: its tracking target need not be found again',
    )
    .option('--records <folder>', 'where the record of what was exposed is written', 'selections')
    .option('--reply-timeout <seconds>', 'give the connection up when a command stays unanswered this long', positive);

const unattended = ['--unattended', 'nobody centres: targets are taken where they are said to lie'] as const;

const drag = () =>
  way('drag', 'drag targets to the middle of images in SerialEM, the tracking target first')
    .argument('<area>', areaHelp)
    .action(async (area, options) => end(await select({ area, way: { by: 'drag' }, isUnattended: false }, options)));

const add = () =>
  way('add', 'add targets to an area by dragging')
    .argument('<targets>', 'its targets file')
    .action(async (area, options) => {
      if (!/\.txt$/i.test(area))
        throw new Trouble('bad-input', `Add to which targets file? “${area}” is none; it would end in .txt.`);
      end(await select({ area, way: { by: 'drag' }, isUnattended: false }, options));
    });

const at = () =>
  way('at', 'make targets of points, by image shift')
    .argument('<area>', areaHelp)
    .argument('<points...>', 'x,y of each, µm')
    .option(
      '--in <frame>',
      'what the points count in: stage, specimen (from the tracking target) or image (pixels of buffer A)',
      frame,
      'stage',
    )
    .option('--drag', 'let a person centre each')
    .action(async (area, points, options) => {
      const chosen = points.map(xy).map((point) => ({ in: options.in, at: point }));
      end(await select({ area, way: { by: 'point', points: chosen }, isUnattended: options.drag !== true }, options));
    });

const group = () =>
  way('group', 'make targets of the points in the group of the Navigator’s current item')
    .argument('<area>', 'name of the new area')
    .option(...unattended)
    .action(async (area, options) =>
      end(await select({ area, way: { by: 'group' }, isUnattended: options.unattended === true }, options)),
    );

const shift = () =>
  way('shift', 'choose targets at distances that are typed, µm on the specimen')
    .argument('<area>', areaHelp)
    .argument('[shifts...]', 'x,y of each; without them they are asked for')
    .option('--from <target>', 'what they count from: tracking, or the last target', shiftFrom, 'last')
    .option(...unattended)
    .action(async (area, shifts, options) => {
      const given = shifts.length === 0 ? 'asked' : shifts.map(xy);
      const chosen = { by: 'shift', from: options.from, shifts: given } as const;
      end(await select({ area, way: chosen, isUnattended: options.unattended === true }, options));
    });

const pattern = () =>
  way('pattern', 'choose the holes of a pattern about where image shift points')
    .argument('<area>', 'name of the new area')
    .option('--size <n>', 'rings about the tracking target: 1 gives 3 × 3 targets, 2 gives 5 × 5', rings, 1)
    .option('--hexagonal', 'six neighbours at 60° in place of four: 7, 19, 37 … targets')
    .addOption(
      new Option('--vectors <vectors>', 'from hole to hole: "ax,ay; bx,by", µm').conflicts(['holes', 'neighbour']),
    )
    .addOption(new Option('--neighbour', 'drag the next hole to the middle').conflicts(['holes', 'unattended']))
    .option(
      '--holes [diameter]',
      'find the holes in a View, the usual way; their diameter in µm if it is known',
      positive,
    )
    .addOption(
      new Option('--template', 'measure the vectors again with the hole template in buffer P').conflicts('refine'),
    )
    .option('--refine', 'measure the vectors again at the outermost holes, by Views')
    .option(...unattended)
    .action(async (area, options) => {
      const vectors =
        options.vectors === undefined ? (options.neighbour ? 'neighbour' : 'holes') : vectorsFrom(options.vectors);
      const refine = options.template ? 'template' : options.refine ? 'holes' : 'not';
      const shape = options.hexagonal ? 'hexagonal' : 'square';
      const chosen = { by: 'pattern', rings: options.size, shape, vectors, refine } as const;
      const holeDiameterUm = typeof options.holes === 'number' ? options.holes : undefined;
      end(await select({ area, way: chosen, isUnattended: options.unattended === true, holeDiameterUm }, options));
    });

const polygon = () =>
  way('polygon', 'fill the polygon that is the Navigator’s current item')
    .argument('<area>', 'name of the new area')
    .option('--corners <corners>', 'draw this polygon first: "x,y; x,y; x,y", Navigator positions, µm')
    .addOption(
      new Option('--hexagonal', 'the densest packing of the beam, in place of rows and columns').conflicts('vectors'),
    )
    .addOption(
      new Option('--rotation <degrees>', 'direction of the first row, counter-clockwise from the tilt axis')
        .argParser(number)
        .default(0)
        .conflicts('vectors'),
    )
    .option('--vectors <vectors>', 'from target to target: "ax,ay; bx,by", µm, in place of what the beam asks for')
    .option('--whole-beam', 'the whole beam has to lie within the polygon, not only its middle')
    .option(
      '--start <where>',
      'where the tracking target is: here, middle, or best, where most targets fit',
      start,
      'middle',
    )
    .option(...unattended)
    .action(async (area, options) => {
      const chosen = {
        by: 'polygon',
        shape: options.hexagonal ? 'hexagonal' : 'orthogonal',
        rotationDeg: options.rotation,
        vectors: options.vectors === undefined ? null : vectorsFrom(options.vectors),
        inside: options.wholeBeam ? 'footprint' : 'centre',
        start: options.start,
        ...(options.corners === undefined ? {} : { corners: cornersFrom(options.corners) }),
      } as const;
      end(await select({ area, way: chosen, isUnattended: options.unattended === true }, options));
    });

const views = () =>
  way('views', 'save a View of each target as a map, and a picture of it')
    .argument('<targets>', 'targets file')
    .option('--not-skipped', 'leave out targets that are marked skip')
    .action(async (area, options) =>
      end(
        await select({ area, way: { by: 'views', skipped: options.notSkipped !== true }, isUnattended: true }, options),
      ),
    );

/** A stopped choice is no failure, but neither is it done: scripts can tell by the exit code. */
function end(ending: Ending): void {
  process.exitCode = ending === 'complete' ? 0 : 130;
}

function tilt(text: string): number {
  const value = number(text);
  if (!(value >= 0 && value <= 80)) throw new InvalidArgumentError('Give a tilt from 0 to 80°.');
  return value;
}

function rings(text: string): number {
  const value = wholeFrom(1)(text);
  if (value > 20) throw new InvalidArgumentError('Give a whole number from 1 to 20.');
  return value;
}

const frame = oneOf('stage', 'specimen', 'image');
const shiftFrom = oneOf('tracking', 'last');
const start = oneOf('here', 'middle', 'best');

function xy(text: string): { readonly x: number; readonly y: number } {
  const [x, y, ...more] = numbersOf('A point', text);
  if (x !== undefined && y !== undefined && more.length === 0) return { x, y };
  throw new Trouble('bad-input', `“${text}” is not a point. Write x,y such as 2.5,-4.`);
}

/** SerialEM takes the corners through one of its variables, which holds so many. */
const mostCorners = 90;

function cornersFrom(text: string): readonly { readonly x: number; readonly y: number }[] {
  const corners = text.split(';').map(xy);
  if (corners.length >= 3 && corners.length <= mostCorners) return corners;
  throw new Trouble(
    'bad-input',
    `--corners gives ${corners.length} corners; a polygon has 3 to ${mostCorners}. Nothing was exposed.`,
  );
}

function vectorsFrom(text: string): { readonly a: { x: number; y: number }; readonly b: { x: number; y: number } } {
  const [a, b, ...more] = text.split(';').map(xy);
  if (a === undefined || b === undefined || more.length > 0)
    throw new Trouble('bad-input', `--vectors “${text}” are not two vectors. Write "ax,ay; bx,by" in µm.`);
  const objection = objectionToVectors({ a, b });
  if (objection === null) return { a, b };
  throw new Trouble('bad-input', `--vectors “${text}” span no pattern: ${objection}. Nothing was exposed.`);
}
