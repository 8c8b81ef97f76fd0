import { readFile, writeFile } from 'node:fs/promises';
import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { number } from '../numberOptions.ts';
import { compareReports, namesOf } from './compareReports.ts';
import { printReport } from './printReport.ts';
import { readTruth } from './readTruth.ts';
import type { ReferenceChoice } from './targetSeries.ts';
import { type TruthReport, truthReport, type WantedDefocus } from './truthReport.ts';

/** `virtual-serialem report`: one truth log in full, or several side by side. */
export function reportCommand(host: { write(text: string): void }): CommandUnknownOpts {
  return new Command('report')
    .description('how good a run was, from its truth log; several logs are compared in one table')
    .argument('<truth.jsonl...>', 'files that --truth wrote')
    .option('--json', 'print JSON instead of tables; an array for several logs', false)
    .option('--svg <file.svg>', 'also draw the residuals, defocus errors and doses of one log')
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
    .action(async (paths, { json, svg, defocus, targetDefocus: byFile, reference }) => {
      const [only, second] = paths;
      if (svg !== undefined && second !== undefined) throw new Error('--svg draws one log; give one.');
      const wanted = { byFile, otherwise: defocus ?? null };
      const reports: TruthReport[] = [];
      for (const path of paths) reports.push(await reportOf(path, wanted, reference));
      const [report] = reports;
      if (!report || only === undefined) return;
      if (svg !== undefined) {
        const { drawReport } = await import('./drawReport.ts'); // the library for plots is large
        await writeFile(svg, drawReport(report, namesOf([only])[0] ?? only));
      }
      if (json) host.write(`${JSON.stringify(second === undefined ? report : reports, null, 2)}\n`);
      else host.write(second === undefined ? printReport(report, reference) : compareReports(named(paths, reports)));
    });
}

async function reportOf(path: string, wanted: WantedDefocus, reference: ReferenceChoice): Promise<TruthReport> {
  const { exposures, notes } = readTruth(await readFile(path, 'utf8'));
  return truthReport(exposures, wanted, { notes, reference });
}

function named(paths: readonly string[], reports: readonly TruthReport[]) {
  const names = namesOf(paths);
  return reports.map((report, i) => ({ name: names[i] ?? '', report }));
}

function targetDefocus(text: string, before: ReadonlyMap<string, number>): Map<string, number> {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new Error(`"${text}" is not FILE=DEFOCUS, for example area1_ts_002.mrc=-5.0.`);
  return new Map([...before, [text.slice(0, at), number(text.slice(at + 1))]]);
}
