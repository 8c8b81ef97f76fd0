import type { SerialEmClient } from '@pacetomo/serialem-link';
import { expect, test } from 'vitest';
import type { Area } from '../../packages/pacetomo/src/area/area.ts';
import type { ChoosingMicroscope } from '../../packages/pacetomo/src/microscope/choosing.ts';
import type { Choosing } from '../../packages/pacetomo/src/procedures/choosing/choosing.ts';
import { lookAt } from '../../packages/pacetomo/src/procedures/choosing/looking.ts';
import { StopRequested } from '../../packages/pacetomo/src/run/control.ts';
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
    await expect(chooseOn(site, nothing, keepAndLook)).rejects.toThrow(/1 target is in grid_tgts\.txt.*were put back/);
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
    await expect(before).rejects.toThrow(/Nothing was put back\. Before the tilt was 0\.00°/);
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
