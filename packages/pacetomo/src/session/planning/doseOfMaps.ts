import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeText, EmFileError, numberOf, parseMdoc, sectionsOf } from '@pacetomo/em-files';
import type { RunPlan, Target } from '../../plan/plan.ts';

/**
 * A plan that knows what its targets have received while they were chosen: the dose of their Preview and View, by the mdoc
 * beside each, as far as the maps lie in the folder of the targets file and SerialEM has written one.
 */
export async function withDoseOfMaps(plan: RunPlan, folder: string): Promise<RunPlan> {
  const targets = await Promise.all(
    plan.targets.map(async (target): Promise<Target> => {
      const preview = await doseOf(folder, target.referenceMap);
      const view = await doseOf(folder, target.viewMap);
      const chosenWith = { ...(preview === null ? {} : { preview }), ...(view === null ? {} : { view }) };
      return preview === null && view === null ? target : { ...target, chosenWith };
    }),
  );
  return { ...plan, targets };
}

/** Of the newest image in a map's file, e/Å²; null when nobody says. */
async function doseOf(folder: string, map: string | null): Promise<number | null> {
  const bytes = map === null ? null : await readFile(join(folder, `${map}.mdoc`)).catch(() => null);
  if (bytes === null) return null;
  try {
    const image = sectionsOf(parseMdoc(decodeText(bytes).text), 'ZValue').at(-1);
    const dose = image === undefined ? null : numberOf(image, 'ExposureDose');
    return dose !== null && dose > 0 ? dose : null;
  } catch (error) {
    if (error instanceof EmFileError) return null;
    throw error;
  }
}
