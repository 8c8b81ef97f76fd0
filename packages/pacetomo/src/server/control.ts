import type { LeaseView } from '../api/access.ts';
import type { Changes } from '../desk/changes.ts';
import { Refusal } from '../desk/refusal.ts';
import { decide, type Holder, hasControl, holderAt, type Lease, type LeaseWish, noLease } from './lease.ts';

/** Ms on a clock that never jumps. */
export type Clock = () => number;

/** The one lease of a server. Tells every page when it changes hands or lapses. */
export class Control {
  readonly #changes: Changes;
  readonly #clock: Clock;
  #lease: Lease;
  #lapse: NodeJS.Timeout | undefined;

  /** Epochs begin at a number that an earlier server has not come to, so that what was meant for that one is refused. */
  constructor(changes: Changes, clock: Clock, firstEpoch: number) {
    this.#changes = changes;
    this.#clock = clock;
    this.#lease = noLease(firstEpoch);
  }

  /** As somebody sees it. */
  view(id: string): LeaseView {
    const nowMs = this.#clock();
    const holder = holderAt(this.#lease, nowMs);
    return {
      epoch: this.#lease.epoch,
      holder: holder?.name ?? null,
      isYours: holder?.id === id,
      leftS: holder === null ? 0 : (this.#lease.endsAtMs - nowMs) / 1000,
    };
  }

  /** Does what somebody wishes, or refuses. */
  wish(wish: LeaseWish): LeaseView {
    const before = this.view(wish.by.id);
    const { lease, isGranted, lostBy } = decide(this.#lease, wish, this.#clock());
    if (!isGranted) throw new Refusal(423, 'no-control', whyNot(wish, before));
    this.#lease = lease;
    if (lostBy !== null) this.#tellLoss(lostBy, wish.by);
    if (lease.epoch !== before.epoch || before.holder !== this.view(wish.by.id).holder) this.#changes.changed('lease');
    this.#watchLapse();
    return this.view(wish.by.id);
  }

  /** Refuses what only whoever has control may do. */
  mustHold(id: string, epoch: number): void {
    if (hasControl(this.#lease, id, epoch, this.#clock())) return;
    const { holder, isYours } = this.view(id);
    if (isYours)
      throw new Refusal(
        423,
        'no-control',
        'Control has changed hands since this was asked for and has come back. Look at how things stand and ask again.',
      );
    throw new Refusal(423, 'no-control', holder === null ? nobody : `${holder} has control. ${takeIt}`);
  }

  /** Somebody is gone for good. */
  drop(id: string): void {
    if (holderAt(this.#lease, this.#clock())?.id === id) this.wish({ wish: 'release', by: { id, name: '' } });
  }

  close(): void {
    clearTimeout(this.#lapse);
  }

  #tellLoss(from: Holder, to: Holder): void {
    this.#changes.notice({
      kind: 'control',
      title: `${to.name} has taken over control`,
      text: `${from.name} had control until now and looks on from here. Runs go on.`,
      at: new Date().toISOString(),
      run: null,
      job: null,
    });
  }

  #watchLapse(): void {
    clearTimeout(this.#lapse);
    if (this.#lease.holder === null) return;
    const leftMs = this.#lease.endsAtMs - this.#clock();
    this.#lapse = setTimeout(() => this.#changes.changed('lease'), Math.max(0, leftMs) + 1).unref();
  }
}

const takeIt = 'Take it over at the top of the page if that is agreed; stopping is always possible.';
const nobody = 'You do not have control: nobody has. Take it at the top of the page.';

function whyNot({ wish }: LeaseWish, { holder }: LeaseView): string {
  if (wish === 'renew' && holder === null) return 'Control was not renewed in time and has lapsed. Take it again.';
  return `${holder ?? 'Somebody'} has control. ${takeIt}`;
}
