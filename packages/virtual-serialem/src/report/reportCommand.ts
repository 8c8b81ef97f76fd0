import { readFile, writeFile } from 'node:fs/promises';
import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { number, wholeNumber } from '../numberOptions.ts';
import { compareReports, type NamedReport, namesOf } from './compareReports.ts';
import { printReport } from './printReport.ts';
import { readTruth, type Truth } from './readTruth.ts';
import { truthReport } from './truthReport.ts';

/** `virtual-serialem report`: one truth log in full, or several side by side. */
export function reportCommand(host: { write(text: string): void }): CommandUnknownOpts {
  return new Command('report')
    .description(
      'how good a run was, from its truth log; several logs, or several sessions in one, are compared in one table',
    )
    .argument('<truth.jsonl...>', 'files that --truth wrote')
    .option('--json', 'print JSON instead of tables; an array for several logs or sessions', false)
    .option('--svg <file.svg>', 'also draw the residuals, defocus errors and doses of one session')
    .option('--session <n>', 'only this session of each log; the first start of the server is 1', wholeNumber)
    .option('--defocus <um>', 'wanted defocus of all files, µm; without it the mean of each file', number)
    .option(
      '--target-defocus <file=um>',
      'wanted defocus of one stack file, µm; can be repeated',
      targetDefocus,
      new Map<string, number>(),
    )
    .addOption(
      new Option(
        '--reference <image>',
        'what the images of a target should show: its first image, or its map (*_tgt_*.mrc)',
      )
        .choices(['first', 'map'] as const)
        .default('first' as const),
    )
    .action(async (paths, { json, svg, session, defocus, targetDefocus: byFile, reference }) => {
      if (svg !== undefined && paths.length > 1) throw new Error('--svg draws one log; give one.');
      const sessions = await sessionsIn(paths, session);
      if (svg !== undefined && sessions.length > 1)
        throw new Error(`--svg draws one session; the log has ${sessions.length}: choose with --session.`);
      const wanted = { byFile, otherwise: defocus ?? null };
      const reports = sessions.map(({ name, truth: { exposures, notes } }) => ({
        name,
        report: truthReport(exposures, wanted, { notes, reference }),
      }));
      const [first, second] = reports;
      if (!first) return;
      if (svg !== undefined) {
        const { drawReport } = await import('./drawReport.ts'); // the library for plots is large
        await writeFile(svg, drawReport(first.report, first.name));
      }
      if (json) host.write(`${JSON.stringify(second ? reports.map(({ report }) => report) : first.report, null, 2)}\n`);
      else host.write(second ? compared(paths, reports) : printReport(first.report, reference));
    });
}

/** All sessions of all logs with names to tell them apart, or only the n-th of each. Throws an Error for a log that has no such session. */
async function sessionsIn(
  paths: readonly string[],
  wanted: number | undefined,
): Promise<readonly { readonly name: string; readonly truth: Truth }[]> {
  const names = namesOf(paths);
  const logs = await Promise.all(paths.map(async (path) => readTruth(await readFile(path, 'utf8'))));
  return logs.flatMap((sessions, i) => {
    if (wanted !== undefined && sessions[wanted - 1] === undefined)
      throw new Error(`${paths[i]} has ${counted(sessions.length)}; there is no session ${wanted}.`);
    return sessions
      .map((truth, k) => ({
        name: sessions.length > 1 ? `${names[i]}, session ${k + 1}` : (names[i] ?? ''),
        truth,
        number: k + 1,
      }))
      .filter(({ number }) => wanted === undefined || number === wanted);
  });
}

/** The comparing table, and why there are more rows in it than logs. */
function compared(paths: readonly string[], reports: readonly NamedReport[]): string {
  const table = compareReports(reports);
  if (reports.length === paths.length) return table;
  const logs = paths.length === 1 ? 'this log' : 'these logs';
  return `${counted(reports.length)} in ${logs}: each start of the server is one; --session N prints the N-th in full\n\n${table}`;
}

function counted(sessions: number): string {
  return sessions === 1 ? '1 session' : `${sessions} sessions`;
}

function targetDefocus(text: string, before: ReadonlyMap<string, number>): Map<string, number> {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new Error(`"${text}" is not FILE=DEFOCUS, for example area1_ts_002.mrc=-5.0.`);
  return new Map([...before, [text.slice(0, at), number(text.slice(at + 1))]]);
}
