import { useEffect, useState } from 'react';
import { sayTrouble } from '../../parts/say.ts';
import { callBytes, Refused } from '../../server/call.ts';
import { nameIn, saveFile } from './saveFile.ts';

/** Files of a finished series that can be taken along, with the routes that give them. */
export type SeriesRoute = 'seriesPicture' | 'seriesMovie' | 'seriesManifest';

/** A contact sheet as far as it has come. */
export type Sheet =
  | { readonly state: 'waiting' }
  | { readonly state: 'there'; readonly url: string }
  | { readonly state: 'trouble'; readonly sentence: string };

/** The contact sheet of a series, read again when it was finished anew. */
export function useSheet(run: string, target: string, finishedAt: string): Sheet {
  const [sheet, setSheet] = useState<Sheet>({ state: 'waiting' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another time of finishing is another sheet
  useEffect(() => {
    const ending = new AbortController();
    let url: string | null = null;
    setSheet({ state: 'waiting' });
    callBytes('seriesPicture', { run, target }, { signal: ending.signal })
      .then((reply) => reply.blob())
      .then((blob) => {
        if (ending.signal.aborted) return;
        url = URL.createObjectURL(blob);
        setSheet({ state: 'there', url });
      })
      .catch((error: unknown) => {
        if (ending.signal.aborted) return;
        const sentence = error instanceof Refused ? error.message : 'The contact sheet cannot be shown.';
        setSheet({ state: 'trouble', sentence });
      });
    return () => {
      ending.abort();
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [run, target, finishedAt]);
  return sheet;
}

/** Gives the browser a file of a series to save. */
export async function saveSeriesFile(route: SeriesRoute, run: string, target: string): Promise<void> {
  try {
    const reply = await callBytes(route, { run, target });
    saveFile(nameIn(reply.headers.get('content-disposition'), target), await reply.blob());
  } catch (error) {
    sayTrouble(error);
  }
}
