import { rowsOf } from './rows.ts';

const { yesNo, choice } = rowsOf('Recovery and debugging');

/** What to do with an exposure of which nothing proves that it was, or was not, made. */
export type UnknownExposure = 'assume-exposed' | 'retake';

/** How the program goes about the run. */
export const running = {
  unknownExposure: choice<UnknownExposure>({
    oldName: null,
    default: 'assume-exposed',
    choices: ['assume-exposed', 'retake'],
    help: 'After a crash, what to do with an exposure that left no trace: leave that tilt out, or take it again and risk double dose.',
  }),
  debug: yesNo('debug', false, 'Write intermediate results into the log too.'),
  breakpoints: yesNo(
    'breakpoints',
    false,
    'With debug, stop at each of these results until somebody lets the run go on.',
  ),
};
