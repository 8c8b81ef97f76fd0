import { Command } from '@commander-js/extra-typings';
import { Trouble } from '../run/errors.ts';
import type { Ending, Realign } from '../session/acquire.ts';
import { programVersion } from '../session/programVersion.ts';
import { defaultAddress } from './address.ts';
import { beamHelp, collect, notNegative, oneOf, positive, wholeFrom, wholeNumber } from './arguments.ts';
import { batch } from './batch.ts';
import { bundle } from './bundle.ts';
import { change } from './change.ts';
import { check } from './check.ts';
import { demo } from './demo.ts';
import { exportStacks } from './exportStacks.ts';
import { finish } from './finish.ts';
import { holes } from './holes.ts';
import { importSettings } from './importSettings.ts';
import { runInside } from './insideSerialEm.ts';
import { goTo, lookCommand } from './look.ts';
import { measureSlope } from './measureGeometry.ts';
import { measureOffset } from './measureTiltAxisOffset.ts';
import { listenToPage, pageLink } from './pageLink.ts';
import { refineCommand } from './refine.ts';
import { resume, run } from './run.ts';
import { selectCommand } from './select.ts';
import { internalPort, shim } from './shim.ts';
import { bin, sort } from './sort.ts';
import { status } from './status.ts';
import { go, pause, stop } from './stop.ts';
import { takeOver } from './takeOver.ts';
import { targetsCommand } from './targets.ts';

/** `--realign` alone moves the stage back. */
const realignManner: (text: string) => Realign = oneOf('back', 'here', 'not');

const mapHelp =
  'a folder as SerialEM and as this computer name it, for the stacks: "X:\\data=/mnt/data" (may be given several times)';

function noTargets(): never {
  throw new Trouble('bad-input', 'Which targets? Give a targets file: pacetomo run lamella_tgts.txt');
}

/** The command line. */
function commandLine(): Command {
  const program = new Command('pacetomo')
    .description('Parallel cryo-electron tomography with SerialEM.')
    .version(programVersion);
  program
    .command('run')
    .description('acquire the tilt series of a targets file')
    .argument('[targets]', 'targets file, such as lamella_tgts.txt')
    .option('--serialem <host:port>', 'where SerialEM listens', defaultAddress)
    .option('--set <name=value>', 'change a setting (may be given several times)', collect)
    .option('--settings <file>', 'settings file (TOML)')
    .option('--runs <folder>', 'where run folders are made', 'runs')
    .option('--reply-timeout <seconds>', 'give the connection up when a command stays unanswered this long', positive)
    .option('--map <there=here>', mapHelp, collect)
    .option('--inside', 'started by the script of “pacetomo shim” in SerialEM, which gives the next three too')
    .option('--item-note <note>', 'Note of the Navigator item, in place of the targets file')
    .option('--directory <folder>', 'the folder in which SerialEM works')
    .option('--port <number>', 'SerialEM’s port for its own scripts', wholeNumber, internalPort)
    .action(async (targets, options) => {
      if (options.inside) process.exitCode = await runInside(options);
      else end(await run(targets ?? noTargets(), options));
    });
  program
    .command('resume')
    .description('go on with a run that was stopped or interrupted')
    .argument('<run>', 'run folder')
    .option('--serialem <host:port>', 'where SerialEM listens, if it has moved')
    .option(
      '--realign [how]',
      'after the stage was moved: “back” moves it back, “here” takes where it stands; one Preview finds the tracking target. “not” goes on without looking',
      realignManner,
    )
    .option('--reply-timeout <seconds>', 'give the connection up when a command stays unanswered this long', positive)
    .option('--map <there=here>', mapHelp, collect)
    .action(async (folder, { realign, ...options }) =>
      end(await resume(folder, { ...options, realign: realign === true ? 'back' : realign })),
    );
  program
    .command('take-over')
    .description('go on with a run of PACEtomo.py that was interrupted')
    .argument(
      '<run-file>',
      'its run file, such as lamella_tgts_run01.txt, or the targets file for the newest one beside it',
    )
    .option('--stacks <folder>', 'where its stacks are, if not beside the run file')
    .option('--serialem <host:port>', 'where SerialEM listens', defaultAddress)
    .option('--set <name=value>', 'change a setting (may be given several times)', collect)
    .option('--settings <file>', 'settings file (TOML); a run file holds six settings only')
    .option('--runs <folder>', 'where run folders are made', 'runs')
    .option('--reply-timeout <seconds>', 'give the connection up when a command stays unanswered this long', positive)
    .option('--map <there=here>', mapHelp, collect)
    .action(async (runFile, options) => end(await takeOver(runFile, options)));
  program
    .command('batch')
    .description('acquire all Navigator items marked Acquire whose Note is the name of a targets file')
    .option('--targets <files...>', 'acquire these targets files in this order instead; the Navigator is not asked')
    .option('--targets-folder <folder>', 'where the targets files are', '.')
    .option('--runs <folder>', 'where the folder of the batch is made', 'runs')
    .option('--resume <batch>', 'go on with a batch: the folder that it named')
    .option('--serialem <host:port>', `where SerialEM listens (default: ${defaultAddress}, or where the batch began)`)
    .option('--set <name=value>', 'change a setting (may be given several times)', collect)
    .option('--settings <file>', 'settings file (TOML)')
    .option('--reply-timeout <seconds>', 'give the connection up when a command stays unanswered this long', positive)
    .option('--map <there=here>', mapHelp, collect)
    .action(async (options) => {
      process.exitCode = await batch(options);
    });
  program
    .command('finish')
    .description('sort, bin or delete the stacks of a complete run, as its settings say')
    .argument('<run>', 'run folder')
    .option('--map <there=here>', mapHelp, collect)
    .option('--beside-run', 'work a quarter of the time only, so that a run that acquires meanwhile is not held up')
    .action(finish);
  program
    .command('shim')
    .description('print a script for a script slot of SerialEM that starts the run of a Navigator item')
    .option('--out <file>', 'file to write; without it, it is printed')
    .option('--port <number>', 'SerialEM’s port for its own scripts', wholeNumber, internalPort)
    .action(shim);
  program
    .command('stop')
    .description('send SerialEM no more commands for a run; the one in progress ends')
    .argument('<run>', 'run folder')
    .action(stop);
  program
    .command('pause')
    .description('let a run rest when the image in progress is saved')
    .argument('<run>', 'run folder')
    .action(pause);
  program.command('go').description('end the pause of a run').argument('<run>', 'run folder').action(go);
  program
    .command('change')
    .description('change what is still to be done in a run: one of the three')
    .argument('<run>', 'run folder')
    .option('--skip <target>', 'take no more images of a target')
    .option('--end <target:branch>', 'take no more images of a target on one branch, such as 003:plus')
    .option('--range <tilts>', 'take only tilts from one to another, such as --range=-51,51')
    .action(change);
  program
    .command('bundle')
    .description('put what tells about a run, not its images, into one file for somebody who helps')
    .argument('<run>', 'run folder')
    .option('--out <file>', 'file to write (.tar.gz); without it, one of the run’s name')
    .action(bundle);
  program
    .command('status')
    .description('say how far a run has got')
    .argument('<run>', 'run folder')
    .option('--json', 'for programs')
    .action(status);
  program
    .command('check')
    .description('say what a run or a session would do, and what would go wrong, without an exposure')
    .argument('<targets...>', 'targets files, in the order of the session')
    .option('--set <name=value>', 'change a setting (may be given several times)', collect)
    .option('--settings <file>', 'settings file (TOML)')
    .option('--serialem <host:port>', 'ask SerialEM too; costs no dose and changes nothing')
    .option('--beam <kind=dose,diameter>', beamHelp, collect)
    .option('--field <x,y>', 'what a Record image shows, µm')
    .option('--exposure <seconds>', 'exposure time of Record', positive)
    .option('--dose-limit <dose>', 'dose from neighbours that is worth a sentence, e/Å²', positive)
    .option('--map <there=here>', mapHelp, collect)
    .option('--json', 'for programs')
    .action(check);
  program.addCommand(selectCommand());
  program.addCommand(refineCommand());
  program.addCommand(targetsCommand());
  program.addCommand(lookCommand());
  program
    .command('go-to')
    .description('move the stage to a position of the Navigator, image shift to zero; exposes nothing')
    .argument('<position>', 'x,y in µm; with a negative x write -- before it')
    .option('--serialem <host:port>', 'where SerialEM listens', defaultAddress)
    .option('--records <folder>', 'where the record of it is written', 'selections')
    .option('--reply-timeout <seconds>', 'give the connection up when a command stays unanswered this long', positive)
    .action(async (position, options) => end(await goTo(position, options)));
  program
    .command('holes')
    .description('find the lattice of holes in an image: distance, direction, diameter, and where the holes are')
    .argument('<image>', 'MRC file, such as the View of a holey film')
    .option('--section <number>', 'which image of a stack, from 0', wholeFrom(0), 0)
    .option('--pixel-nm <nm>', 'size of a pixel, if the file does not say it', positive)
    .option('--diameter-um <um>', 'diameter of the holes, if it is known', positive)
    .option('--pitch-um <um>', 'distance from hole to hole, if it is known', positive)
    .option('--json', 'for programs')
    .action(holes);
  program
    .command('sort')
    .description('sort finished stacks and their mdoc by tilt')
    .argument('<stacks...>', 'MRC stacks with an mdoc each')
    .action(sort);
  program
    .command('bin')
    .description('make binned copies of finished stacks, NAME_bin4.mrc')
    .argument('<stacks...>', 'MRC stacks')
    .requiredOption('--factor <number>', 'pixels that become one, along each side', wholeFrom(2))
    .action(bin);
  program
    .command('export')
    .description('write what other programs read of finished stacks into the folder export beside them')
    .argument('<stacks...>', 'MRC stacks with an mdoc each')
    .option('--map <there=here>', mapHelp, collect)
    .action(exportStacks);
  program
    .command('demo')
    .description('acquire a virtual lamella: twelve targets, 41 tilts, no microscope needed')
    .option('--runs <folder>', 'where everything is written', 'runs')
    .option('--seed <number>', 'another specimen and another stage', wholeNumber, 1)
    .action(async (options) => end(await demo(options)));
  program
    .command('serve')
    .description('serve the page of a session: connect, choose targets, run and watch from a browser')
    .option('--folder <folder>', 'folder of the session: targets files, maps, runs', '.')
    .option('--listen <host:port>', 'where browsers find it; port 0 is any that is free', '127.0.0.1:4816')
    .option(
      '--name <host>',
      'another name by which browsers call it, such as krios.lab:443 (may be given several times)',
      collect,
    )
    .option('--tls-cert <file>', 'certificate (PEM)')
    .option('--tls-key <file>', 'its key (PEM)')
    .option('--i-have-a-tunnel', 'listen to other computers without a certificate: something else encrypts')
    .option('--serialem <host:port>', 'connect to SerialEM at once')
    .option('--virtual <scenario>', 'start a virtual microscope at once')
    .option('--seed <number>', 'of the virtual microscope', wholeFrom(0), 1)
    .option(
      '--speed <factor>',
      'of the virtual microscope: 1 is real time, 60 makes a minute of a second, 0 never waits',
      notNegative,
      0,
    )
    .option('--open', 'open the browser of this computer')
    .option('--port-file <file>', 'write the address and a link into a file, for programs')
    .action(async (options) => (await import('./serve.ts')).serve(options)); // not read where nothing is served
  program
    .command('link')
    .description('make a link that lets another browser in')
    .option('--folder <folder>', 'folder of the session that is served', '.')
    .option('--viewer', 'only to look on')
    .action(async (options) => (await import('./link.ts')).link(options));
  program
    .command('import-settings')
    .description('make a settings file from the settings in a copy of PACEtomo.py')
    .argument('<script>', 'PACEtomo.py, or the list of settings that it wrote (…_settings.txt)')
    .option('--out <file>', 'settings file to write (TOML); without it, it is printed')
    .action(importSettings);
  program
    .command('measure')
    .description('measure the geometry: costs dose where it is measured, records nothing, puts everything back')
    .addCommand(tiltAxisOffset())
    .addCommand(geometry());
  return program;
}

function tiltAxisOffset() {
  const command = new Command('tilt-axis-offset')
    .description('measure where the tilt axis is, by autofocus at several places and tilts')
    .option('--max-tilt <degrees>', 'steepest tilt, to both sides', positive, 20)
    .option('--step <degrees>', 'from tilt to tilt', positive, 2.5)
    .option('--places <um>', 'where to measure across the axis, separated by commas', '0,-5,5')
    .option('--repeat <times>', 'autofocuses at each place and tilt', wholeFrom(1), 1)
    .option('--set', 'set SerialEM’s tilt-axis offset to the result')
    .option('--serialem <host:port>', 'where SerialEM listens', defaultAddress)
    .option('--svg <file>', 'draw the readings and the fit')
    .option('--records <folder>', 'where the record of the measurement is written', 'measurements')
    .option('--reply-timeout <seconds>', 'give the connection up when a command stays unanswered this long', positive);
  return command.action(async (options) => end(await measureOffset(options)));
}

function geometry() {
  const command = new Command('geometry')
    .description('measure pretilt and rotation of the sample, by autofocus at three or more points')
    .option('--points <points>', 'where to measure: "x,y; x,y; x,y", µm on the specimen from where you are')
    .option('--group', 'measure at the points of the group of the Navigator’s current item')
    .option('--targets <file>', 'measure at the geometry points of a targets file')
    .option('--from-tracking', 'find the tracking target of that file first: its points count from there')
    .option('--write', 'write pretilt and rotation into that targets file, after copying it')
    .option('--repeat <times>', 'autofocuses at each point', wholeFrom(1), 2)
    .option('--serialem <host:port>', 'where SerialEM listens', defaultAddress)
    .option('--svg <file>', 'draw the readings and the fit')
    .option('--records <folder>', 'where the record of the measurement is written', 'measurements')
    .option('--reply-timeout <seconds>', 'give the connection up when a command stays unanswered this long', positive);
  return command.action(async (options) => end(await measureSlope(options)));
}

/** A stopped run is no failure, but neither is it done: scripts can tell by the exit code. */
function end(ending: Ending): void {
  process.exitCode = ending === 'complete' ? 0 : 130;
}

listenToPage();
try {
  await commandLine().parseAsync();
} catch (error) {
  if (!(error instanceof Trouble)) throw error; // a bug: let it be seen whole
  console.error(error.message);
  pageLink()?.tell({ type: 'trouble', message: error.message });
  process.exitCode = 1;
}
