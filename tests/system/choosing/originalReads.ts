/** A targets file as PACEtomo.py reads it, by the rules of the behaviour document, A.2, written anew. */
export interface OriginalFile {
  readonly settings: ReadonlyMap<string, number | boolean>;
  readonly targets: readonly ReadonlyMap<string, string>[];
  readonly geometryPoints: readonly ReadonlyMap<string, number>[];
}

const truth = new Set(['true', 'yes', 'y', 'on']);

/**
 * Reads a targets file like the original, and throws where that one would: one item a line, tokens parted by single spaces,
 * the third token is the value and the rest is lost.
 */
export function originalReads(text: string): OriginalFile {
  const settings = new Map<string, number | boolean>();
  const targets: Map<string, string>[] = [];
  const geometryPoints: Map<string, number>[] = [];
  let inGeometry = false;
  for (const line of text.split(/\r?\n/).filter((each) => each.trim() !== '')) {
    const tokens = line.trim().split(' ');
    const [key = '', , value = ''] = tokens;
    if (key === '_set' && tokens.length === 4) settings.set(tokens[1]!, pythonFloat(tokens[3]!));
    else if (key === '_bset' && tokens.length === 4) settings.set(tokens[1]!, truth.has(tokens[3]!.toLowerCase()));
    else if (key === '_tgt') {
      targets.push(new Map());
      inGeometry = false;
    } else if (key === '_geo') {
      geometryPoints.push(new Map());
      inGeometry = true;
    } else if (inGeometry) geometryPoints.at(-1)!.set(key, pythonFloat(value));
    else if (targets.length === 0) throw new Error(`“${line}” stands above the first target`);
    else targets.at(-1)!.set(key, value);
  }
  for (const target of targets) refuseUnusable(target);
  return { settings, targets, geometryPoints };
}

function refuseUnusable(target: ReadonlyMap<string, string>): void {
  if (!target.has('tsfile')) throw new Error('a target without tsfile');
  for (const key of ['SSX', 'SSY', 'stageX', 'stageY']) pythonFloat(target.get(key) ?? 'missing');
  if (target.get('tgtfile') === 'None') throw new Error('None would be taken for the name of a file');
}

function pythonFloat(text: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text))
    throw new Error(`could not convert string to float: ${text}`);
  return Number(text);
}
