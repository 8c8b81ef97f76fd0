import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SerialEmClient } from '@pacetomo/serialem-link';
import { expect, test } from 'vitest';
import type { Area } from '../../packages/pacetomo/src/area/area.ts';
import type { ChoosingMicroscope, Person } from '../../packages/pacetomo/src/microscope/choosing.ts';
import type { Choosing } from '../../packages/pacetomo/src/procedures/choosing/choosing.ts';
import { lookAt } from '../../packages/pacetomo/src/procedures/choosing/looking.ts';
import { StopRequested } from '../../packages/pacetomo/src/run/control.ts';
import { Trouble } from '../../packages/pacetomo/src/run/errors.ts';
import { chooseOn } from '../../packages/pacetomo/src/session/choosing/chooseOn.ts';
import { ChoosingRecord } from '../../packages/pacetomo/src/session/choosing/choosingRecord.ts';
import { type ChoosingTestSite, choosingSite } from './choosingSite.ts';
import { preset } from './measuringSite.ts';

const nothing: Area = { name: 'grid', settings: [], targets: [], geometryPoints: [] };

const withTarget: Area = {
  ...nothing,
  targets: [
    {
      position: { x: 0, y: 0 },
      stage: { x: 3.5, y: -2 },
      stack: 'grid_ts_001.mrc',
      previewMap: null,
      viewMap: null,
      skip: false,
      score: null,
      otherKeys: new Map(),
    },
  ],
};

/** Keeps a target, shifts and looks once more. */
async function keepAndLook(scope: ChoosingMicroscope, choosing: Choosing): Promise<void> {
  const toSpecimen = await scope.imageShiftToSpecimen();
  await lookAt(scope, choosing, { look: 'view', target: null, toSpecimen }, (permit) => scope.view(permit));
  await choosing.keep(withTarget);
  await scope.goToRecordArea();
  await scope.setImageShift({ x: 3.25, y: 1.5 });
  await lookAt(scope, choosing, { look: 'preview', target: '002', toSpecimen }, (permit) => scope.preview(permit));
}

async function onSite(work: (site: ChoosingTestSite) => Promise<void>): Promise<void> {
  const site = await choosingSite(preset('quiet'), 3);
  try {
    await work(site);
  } finally {
    await site.end();
  }
}

/** Length of the image shift that is on, in its units. */
async function shiftedBy(client: SerialEmClient): Promise<number> {
  const [x, y] = await client.call('ReportImageShift');
  return Math.hypot(x, y);
}

/** Every exposure of the truth log that looked at the specimen has its intent in the record. */
function expectIntents({ virtual, events }: ChoosingTestSite, looks: readonly string[]): void {
  const intents = events().flatMap((event) => (event.type === 'look.intent' ? [event.look] : []));
  expect(intents).toEqual(looks);
  expect(virtual.exposures.length).toBeLessThanOrEqual(intents.length);
}

test('what was chosen is written at once, and the microscope is put back as it was found', async () => {
  await onSite(async (site) => {
    await chooseOn(site, nothing, keepAndLook);
    expect(site.saved).toEqual([withTarget]);
    expectIntents(site, ['view', 'preview']);
    expect(site.events().at(-1)).toMatchObject({ type: 'choose.put-back' });
    expect(await shiftedBy(site.client)).toBe(0);
  });
});

test('a connection that is lost during an exposure says what was kept, and the microscope is put back over a new one', async () => {
  await onSite(async (site) => {
    site.virtual.faults.add({ kind: 'reply-lost', at: { name: 'L', occurrence: 1 } });
    await expect(chooseOn(site, nothing, keepAndLook)).rejects.toThrow(
      /1 target is in grid_tgts\.txt; the beam was switched on 2 times\. .*were put back/,
    );
    expectIntents(site, ['view', 'preview']);
    expect(site.virtual.exposures.length).toBe(2);
    const last = site.events().at(-1)!;
    expect(last.type).toBe('choose.trouble');
    const byHand = await site.reconnect();
    expect(await shiftedBy(byHand)).toBe(0);
    byHand.close();
  });
});

test('after STOP in SerialEM nothing is sent any more, and it is said how the microscope stood', async () => {
  await onSite(async (site) => {
    site.virtual.faults.add({ kind: 'user-stop', at: { name: 'L', occurrence: 1 }, moment: 'during' });
    const before = chooseOn(site, nothing, keepAndLook);
    await expect(before).rejects.toThrow(/Nothing was put back\. Before the choice the tilt was 0\.00°/);
    expectIntents(site, ['view', 'preview']);
  });
});

test('a stop by the operator ends it before the next exposure, and things are put back', async () => {
  await onSite(async (site) => {
    const stopped = chooseOn(site, nothing, async (scope, choosing) => {
      const toSpecimen = await scope.imageShiftToSpecimen();
      await scope.setImageShift({ x: -2.5, y: 4 });
      site.control.stop('the test');
      await lookAt(scope, choosing, { look: 'view', target: null, toSpecimen }, (permit) => scope.view(permit));
    });
    await expect(stopped).rejects.toBeInstanceOf(StopRequested);
    expect(site.virtual.exposures).toEqual([]);
    expect(await shiftedBy(site.client)).toBe(0);
  });
});

test('a record that cannot be written stops before anything is exposed', async () => {
  await onSite(async (site) => {
    const full = new ChoosingRecord(
      {
        append: async (bytes) => {
          if (Buffer.from(bytes).includes('look.intent')) throw new Error('the disk is full');
        },
        sync: async () => {},
      },
      { now: () => new Date(0), monotonicMs: () => 0 },
    );
    await expect(chooseOn({ ...site, record: full }, nothing, keepAndLook)).rejects.toThrow(/disk is full/);
    expect(site.virtual.exposures).toEqual([]);
  });
});

test('a file that exists already stops it before it is written over, and what was kept before stays', async () => {
  await onSite(async (site) => {
    writeFileSync(join(site.dir, 'grid_tgt_002.mrc'), 'of another day');
    const chosen = chooseOn(site, nothing, async (scope, choosing) => {
      await keepAndLook(scope, choosing);
      await scope.saveAsMap('grid_tgt_002.mrc', { label: '002', note: '', acquire: false });
    });
    await expect(chosen).rejects.toThrow(/nothing is overwritten.*1 target is in grid_tgts\.txt/);
    expect(readFileSync(join(site.dir, 'grid_tgt_002.mrc'), 'utf8')).toBe('of another day');
    expect(await site.client.call('ReportNumOpenFiles')).toBe(0);
  });
});

test('a targets file that cannot be written counts as not kept', async () => {
  await onSite(async (site) => {
    const full = async (): Promise<void> => {
      throw new Trouble('cannot-write', 'grid_tgts.txt could not be written (the disk is full).');
    };
    const chosen = chooseOn({ ...site, save: full }, nothing, keepAndLook);
    await expect(chosen).rejects.toThrow(/disk is full.* No target was kept; the beam was switched on once\./);
    expect(site.events().map(({ type }) => type)).not.toContain('choose.saved');
  });
});

test('a Navigator that was closed is opened, and people hear of it at once', async () => {
  await onSite(async (site) => {
    await site.client.call('CloseNavigator');
    const said: string[] = [];
    const person: Person = {
      askYesNo: async () => false,
      askNumber: async () => null,
      askText: async () => null,
      say: async (text) => void said.push(text),
    };
    await chooseOn({ ...site, person }, nothing, async (scope) => expect(await scope.items()).toEqual([]));
    expect(said).toEqual([expect.stringContaining('a new one was opened')]);
    expect(site.events()).toContainEqual(expect.objectContaining({ type: 'choose.remark', text: said[0] }));
  });
});

test('image shift comes back where the stage has not moved, and goes to zero where it has', async () => {
  await onSite(async (site) => {
    await site.client.call('GoToLowDoseArea', 'R');
    await site.client.call('SetImageShift', 0.75, -0.5);
    await chooseOn(site, nothing, async (scope) => void (await scope.setImageShift({ x: 2, y: 3 })));
    expect(await shiftedBy(site.client)).toBeCloseTo(Math.hypot(0.75, 0.5), 6);
    const moving = chooseOn(site, nothing, async (scope) => {
      await scope.moveTo({ x: 12, y: -7 });
      throw new Trouble('needs-person', 'Nobody is there.');
    });
    await expect(moving).rejects.toThrow(/Nobody is there\. No target was kept; nothing was exposed\. .*put back/);
    expect(await shiftedBy(site.client)).toBe(0);
  });
});

test('an exposure that SerialEM breaks off counts as dose, and one is told to go on choosing', async () => {
  await onSite(async (site) => {
    site.virtual.faults.add({ kind: 'command-fails', at: { name: 'L', occurrence: 1 } });
    const chosen = chooseOn(site, nothing, keepAndLook);
    await expect(chosen).rejects.toThrow(/a Preview off.* then go on choosing\. 1 target is .* switched on 2 times\./);
    expectIntents(site, ['view', 'preview']);
  });
});
