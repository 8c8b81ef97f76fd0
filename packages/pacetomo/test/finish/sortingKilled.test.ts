import { createHash } from 'node:crypto';
import { memoryFile, openMrc } from '@pacetomo/em-files';
import { beforeAll, describe, expect, test } from 'vitest';
import { sortByTilt } from '../../src/finish/sortByTilt.ts';
import { asidePath, imagesIn, numberByPixel, oldMdocPath, seriesFiles, stackPath } from './exampleSeries.ts';
import { Broken, type Content, type Fault, MemoryDisk } from './memoryDisk.ts';

const tiltsDeg = [0, 3, -3, -6, 6];
let acquired: Content;
let undisturbed: MemoryDisk;

beforeAll(async () => {
  acquired = await seriesFiles({ tiltsDeg, recordRoom: 4 });
  undisturbed = new MemoryDisk(acquired);
  await sortByTilt(stackPath, { files: undisturbed });
});

/** Sorts with a fault; gives what lies on the disk then, or null if the fault came after the end. */
async function sortWith(content: Content, fault: Fault, chunkBytes?: number): Promise<Content | null> {
  const disk = new MemoryDisk(content, fault);
  const outcome = await sortByTilt(stackPath, { files: disk, chunkBytes }).catch((error: unknown) => error);
  if (disk.operations < fault.at) return null;
  if (fault.isEnd) expect(outcome).toBeInstanceOf(Broken);
  return disk.content();
}

/** All images are in one whole stack, and where a stack and an mdoc lie beside each other they belong together. */
async function expectNothingLost(content: Content): Promise<void> {
  const whole = [];
  for (const path of [stackPath, asidePath]) {
    const bytes = content.get(path);
    if (!bytes) continue;
    const stack = await openMrc(memoryFile(bytes));
    const numbers = [];
    for (let z = 0; z < stack.sectionCount; z++) numbers.push(numberByPixel((await stack.readSection(z)).data));
    expect(numbers.sort()).toEqual([0, 1, 2, 3, 4]);
    whole.push(path);
    if (content.has(`${path}.mdoc`)) {
      const images = await imagesIn(content, path);
      expect(images.map(({ byMdoc }) => byMdoc)).toEqual(images.map(({ byPixels }) => byPixels));
    }
  }
  expect(whole.length).toBeGreaterThan(0);
  expect(content.has(`${stackPath}.mdoc`) || content.has(oldMdocPath)).toBe(true);
  if (content.has(asidePath) && content.has(oldMdocPath)) {
    const images = await imagesIn(content, asidePath, oldMdocPath);
    expect(images.map(({ byMdoc }) => byMdoc)).toEqual(images.map(({ byPixels }) => byPixels));
  }
}

async function expectCompletes(content: Content): Promise<void> {
  const disk = new MemoryDisk(content);
  const { kind } = await sortByTilt(stackPath, { files: disk });
  expect(['sorted', 'already-sorted']).toContain(kind);
  expect(disk.content()).toEqual(undisturbed.content());
}

describe.each(['none', 'half', 'whole'] as const)('when an operation fails with %s of its effect', (effect) => {
  test.each([
    { isEnd: true, what: 'the process ends at' },
    { isEnd: false, what: 'the process survives' },
  ])('nothing is lost and sorting again completes it, where $what any operation', async ({ isEnd }) => {
    let tried = 0;
    for (let at = 1; ; at++) {
      const left = await sortWith(acquired, { at, effect, isEnd });
      if (left === null) break;
      await expectNothingLost(left);
      await expectCompletes(left);
      tried++;
    }
    expect(tried).toBe(undisturbed.operations);
  });
});

test('nothing is lost when the process ends within an image, of which one chunk is being written and the next read', async () => {
  let tried = 0;
  for (let at = 1; ; at++) {
    const left = await sortWith(acquired, { at, effect: 'half', isEnd: true }, 17);
    if (left === null) break;
    await expectNothingLost(left);
    await expectCompletes(left);
    tried++;
  }
  expect(tried).toBeGreaterThan(undisturbed.operations + 20);
});

test('the checksum of a stack whose sorting was killed before its end is that of the whole', async () => {
  const wanted = createHash('sha256').update(undisturbed.content().get(stackPath)!).digest('hex');
  let completed = 0;
  for (let at = 1; ; at++) {
    const left = await sortWith(acquired, { at, effect: 'none', isEnd: true });
    if (left === null) break;
    if (left.has(asidePath) && left.has(stackPath)) completed++;
    const result = await sortByTilt(stackPath, { files: new MemoryDisk(left), withSha256: true });
    if (result.kind === 'sorted') expect(result.sha256).toBe(wanted);
  }
  expect(completed).toBeGreaterThan(2);
});

test('a failure that is survived leaves the acquired stack under its name, unless the sorted one has taken it', async () => {
  for (let at = 1; at <= undisturbed.operations; at++) {
    const left = await sortWith(acquired, { at, effect: 'none', isEnd: false });
    expect(left!.has(stackPath)).toBe(true);
  }
});

test('nothing is lost when putting right is killed too, at any operation', async () => {
  let tried = 0;
  const seen = new Set<string>();
  for (let at = 1; at <= undisturbed.operations; at++) {
    const first = await sortWith(acquired, { at, effect: 'whole', isEnd: true });
    const names = [...first!.keys()].join();
    if (seen.has(names)) continue; // what is done next depends on which files are there
    seen.add(names);
    for (let again = 1; ; again++) {
      const second = await sortWith(first!, { at: again, effect: 'whole', isEnd: true });
      if (second === null) break;
      await expectNothingLost(second);
      await expectCompletes(second);
      tried++;
    }
  }
  expect(seen.size).toBeGreaterThan(6);
  expect(tried).toBeGreaterThan(300);
});

describe('an acquired stack that was set aside', () => {
  const after = async (operation: string): Promise<Map<string, Uint8Array>> => {
    for (let at = 1; ; at++) {
      const disk = new MemoryDisk(acquired, { at, effect: 'whole', isEnd: true });
      const error = await sortByTilt(stackPath, { files: disk }).catch((thrown: unknown) => String(thrown));
      if (String(error).includes(operation)) return new Map(disk.content());
    }
  };

  test.each([
    { path: stackPath, what: 'the stack that took its name is not its sorted copy' },
    { path: `${stackPath}.mdoc`, what: 'the mdoc is not the sorted one' },
    { path: oldMdocPath, what: 'its own mdoc was changed' },
  ])('is not deleted when $what', async ({ path }) => {
    const files = await after(`rename data/L07_ts_004_sorted.mrc.mdoc.tmp ${stackPath}.mdoc`);
    const bytes = files.get(path)!;
    files.set(path, bytes.with(bytes.length - 3, bytes.at(-3)! ^ 1));
    const disk = new MemoryDisk(files);
    expect(await sortByTilt(stackPath, { files: disk })).toMatchObject({ kind: 'refused' });
    expect(disk.content()).toEqual(new MemoryDisk(files).content());
  });

  test('is not put back when two mdoc files could be its own', async () => {
    const files = await after(`rename ${stackPath} ${asidePath}`);
    files.set(oldMdocPath, new Uint8Array(3));
    const disk = new MemoryDisk(files);
    expect(await sortByTilt(stackPath, { files: disk })).toMatchObject({ kind: 'refused' });
    expect(disk.content()).toEqual(new MemoryDisk(files).content());
  });

  test('is sorted by the name that it had', async () => {
    const files = await after(`rename ${stackPath} ${asidePath}`);
    expect(await sortByTilt(asidePath, { files: new MemoryDisk(files) })).toMatchObject({ kind: 'refused' });
    await expectCompletes(files);
  });
});
