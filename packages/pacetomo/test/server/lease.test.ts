import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide, hasControl, holderAt, type Lease, leaseMs, noLease } from '../../src/server/lease.ts';

const ann = { id: 'a', name: 'Ann' };
const ben = { id: 'b', name: 'Ben' };
const cleo = { id: 'c', name: 'Cleo' };
const people = [ann, ben, cleo];

test('the first who asks has control for 20 s', () => {
  const { lease, isGranted } = decide(noLease(7), { wish: 'take', by: ann }, 1000);
  expect(isGranted).toBe(true);
  expect(lease).toEqual({ epoch: 8, holder: ann, endsAtMs: 21_000 });
  expect(holderAt(lease, 20_999)).toEqual(ann);
  expect(holderAt(lease, 21_000)).toBeNull();
});

test('another one has to take it over, and the old holder is named', () => {
  const { lease } = decide(noLease(7), { wish: 'take', by: ann }, 1000);
  expect(decide(lease, { wish: 'take', by: ben }, 2000)).toEqual({ lease, isGranted: false, lostBy: null });
  expect(decide(lease, { wish: 'take-over', by: ben }, 2000)).toMatchObject({
    lease: { epoch: 9, holder: ben },
    isGranted: true,
    lostBy: ann,
  });
});

test('what has lapsed cannot be renewed, only taken again', () => {
  const { lease } = decide(noLease(7), { wish: 'take', by: ann }, 0);
  expect(decide(lease, { wish: 'renew', by: ann }, leaseMs).isGranted).toBe(false);
  expect(decide(lease, { wish: 'take', by: ann }, leaseMs).lease.epoch).toBe(9);
});

test('to take what one has is to renew it', () => {
  const { lease } = decide(noLease(7), { wish: 'take', by: ann }, 0);
  expect(decide(lease, { wish: 'take', by: ann }, 5000).lease).toEqual({ epoch: 8, holder: ann, endsAtMs: 25_000 });
});

/** What clients do: wishes and control commands that travel for a while, and clocks that only go forward. */
const step = fc.record({
  who: fc.integer({ min: 0, max: 2 }),
  wish: fc.constantFrom(
    'take' as const,
    'take-over' as const,
    'renew' as const,
    'release' as const,
    'command' as const,
  ),
  /** How long it is under way until the server has it: up to longer than a lease. */
  underWayMs: fc.integer({ min: 0, max: 30_000 }),
  pauseMs: fc.integer({ min: 0, max: 12_000 }),
});

test('there are never two holders, and no command is accepted that was meant for an earlier epoch', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      let lease: Lease = noLease(100);
      /** By epoch: who was ever granted it. */
      const granted = new Map<number, string>();
      /** What each client believes to hold. */
      const believed = new Map<string, number>();
      let sentMs = 0;
      const arrivals = steps
        .map((each) => {
          sentMs += each.pauseMs;
          return { ...each, sentMs, arrivesMs: sentMs + each.underWayMs };
        })
        .flatMap((each) => [
          { ...each, event: 'sent' as const, atMs: each.sentMs },
          { ...each, event: 'arrives' as const, atMs: each.arrivesMs },
        ])
        .toSorted((one, other) => one.atMs - other.atMs);
      const sentEpochs = new Map<string, number>();
      for (const { who, wish, event, atMs, sentMs: id } of arrivals) {
        const by = people[who]!;
        if (event === 'sent') {
          sentEpochs.set(`${who} ${id}`, believed.get(by.id) ?? 0);
          continue;
        }
        if (wish === 'command') {
          const epoch = sentEpochs.get(`${who} ${id}`)!;
          const accept = hasControl(lease, by.id, epoch, atMs);
          if (accept) {
            accepted += 1;
            expect(epoch).toBe(lease.epoch);
            expect(granted.get(epoch)).toBe(by.id);
            expect(atMs).toBeLessThan(lease.endsAtMs);
          }
          // never two: nobody else would be let through with any epoch
          const others = people.filter((other) => other.id !== by.id);
          if (accept) for (const other of others) expect(hasControl(lease, other.id, epoch, atMs)).toBe(false);
          continue;
        }
        const before = holderAt(lease, atMs);
        const decision = decide(lease, { wish, by }, atMs);
        expect(decision.lease.epoch).toBeGreaterThanOrEqual(lease.epoch);
        if (before !== null && before.id !== by.id && wish !== 'take-over') expect(decision.lease).toBe(lease);
        if (decision.lease.holder?.id !== lease.holder?.id) expect(decision.lease.epoch).toBeGreaterThan(lease.epoch);
        if (decision.isGranted && decision.lease.holder?.id === by.id) {
          const owner = granted.get(decision.lease.epoch);
          expect(owner === undefined || owner === by.id).toBe(true);
          granted.set(decision.lease.epoch, by.id);
          believed.set(by.id, decision.lease.epoch);
        }
        lease = decision.lease;
      }
    }),
    { numRuns: 3000 },
  );
  expect(accepted).toBeGreaterThan(100);
});
