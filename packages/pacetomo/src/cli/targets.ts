import { Command } from '@commander-js/extra-typings';
import { beamHelp, collect, positive, wholeFrom } from './arguments.ts';
import { placeGeometry } from './placeGeometry.ts';
import { copy } from './targetsCopy.ts';
import * as edits from './targetsEdit.ts';
import { exportCommand, importCommand } from './targetsExchange.ts';
import { list } from './targetsList.ts';
import { withNavigator as realNavigator, type WithNavigator } from './targetsNavigator.ts';
import { track } from './targetsTrack.ts';

/** The verbs of `pacetomo targets`. Tests give another Navigator. */
export function targetsCommand(withNavigator: WithNavigator = realNavigator) {
  return new Command('targets')
    .description('show and edit the targets of an area, in its targets file')
    .addCommand(listCommand())
    .addCommand(skipCommand('skip', true, 'leave targets out of the acquisition'))
    .addCommand(skipCommand('unskip', false, 'take targets in again that were left out'))
    .addCommand(onlyTrackingCommand())
    .addCommand(orderCommand())
    .addCommand(trackCommand(withNavigator))
    .addCommand(moveCommand())
    .addCommand(deleteCommand())
    .addCommand(geoCommand())
    .addCommand(setCommand())
    .addCommand(unsetCommand())
    .addCommand(copyCommand(withNavigator))
    .addCommand(importCommand())
    .addCommand(exportCommand());
}

/** A verb that works on a file. */
function verb(name: string, description: string) {
  return new Command(name)
    .description(description)
    .argument('<file>', 'targets file, or run file, such as lamella_tgts.txt')
    .option('--newest', 'take the newest run file of the area if there is one, as PACEtomo.py does');
}

const targetsHelp = 'numbers as “list” shows them, such as 003';
const serialemHelp = 'change the Navigator of the SerialEM there too';

function listCommand() {
  return verb('list', 'show targets, geometry points and settings')
    .option('--json', 'for programs')
    .action((file, options) => list(file, options));
}

function skipCommand(name: string, isSkipped: boolean, description: string) {
  return verb(name, description)
    .argument('<targets...>', targetsHelp)
    .action((file, targets, options) => edits.skip(file, targets, isSkipped, options));
}

function onlyTrackingCommand() {
  return verb('only-tracking', 'leave out all targets but the tracking target').action((file, options) =>
    edits.onlyTracking(file, options),
  );
}

function orderCommand() {
  return verb('order', 'acquire the targets in another order; files stay with their targets')
    .argument('<targets...>', 'all numbers in the new order, 001 first')
    .action((file, targets, options) => edits.order(file, targets, options));
}

function trackCommand(withNavigator: WithNavigator) {
  return verb('track', 'make another target the tracking target')
    .argument('<target>', targetsHelp)
    .option('--serialem <host:port>', serialemHelp)
    .action((file, target, options) => track(file, target, options, withNavigator));
}

function moveCommand() {
  return verb('move', 'move a target; its Preview and View show the old place and are forgotten')
    .argument('<target>', targetsHelp)
    .option('--to <x,y>', 'where to, µm on the specimen from the tracking target')
    .option('--by <x,y>', 'how far, µm on the specimen')
    .action((file, target, options) => edits.move(file, target, options));
}

function deleteCommand() {
  return verb('delete', 'take targets out of the file; their maps and stacks stay')
    .argument('<targets...>', targetsHelp)
    .action((file, targets, options) => edits.remove(file, targets, options));
}

function geoCommand() {
  const command = new Command('geo').description('the points at which the slope of the sample is measured');
  return command
    .addCommand(
      verb('add', 'add points')
        .requiredOption(
          '--at <x,y>',
          'µm on the specimen from the tracking target (may be given several times)',
          collect,
        )
        .action((file, { at, ...options }) => edits.addGeometry(file, at, options)),
    )
    .addCommand(
      verb('suggest', 'add points between the holes of a pattern, where they are missing')
        .option('--limit <um>', 'none farther out than this', positive, 15)
        .action((file, { limit, ...options }) => edits.suggestGeometry(file, limit, options)),
    )
    .addCommand(
      new Command('place')
        .description('add points where no exposure of the run goes')
        .argument('<file>', 'targets file')
        .option('--count <number>', 'how many: at least three', wholeFrom(3), 5)
        .option('--beam <kind=dose,diameter>', beamHelp, collect)
        .option('--serialem <host:port>', 'ask SerialEM for the beam; costs no dose')
        .option('--set <name=value>', 'change a setting (may be given several times)', collect)
        .option('--settings <file>', 'settings file (TOML)')
        .action(placeGeometry),
    )
    .addCommand(verb('clear', 'remove all points').action((file, options) => edits.clearGeometry(file, options)));
}

function setCommand() {
  return verb('set', 'give settings a value for this area')
    .argument('<name=value...>', 'such as pretilt=-9.2')
    .action((file, wishes, options) => edits.setSettings(file, wishes, options));
}

function unsetCommand() {
  return verb('unset', 'take settings out of the file: those of the run hold then')
    .argument('<names...>', 'such as pretilt')
    .action((file, names, options) => edits.unsetSettings(file, names, options));
}

function copyCommand(withNavigator: WithNavigator) {
  return verb('copy', 'copy the area to other positions of the stage')
    .option('--at <x,y>', 'stage position of the new tracking target, µm (may be given several times)', collect)
    .option(
      '--serialem <host:port>',
      'to the Navigator items there that are marked Acquire and lead to no targets file',
    )
    .option('--keep-skips', 'skip in the copies what is skipped here')
    .action((file, options) => copy(file, options, withNavigator));
}
