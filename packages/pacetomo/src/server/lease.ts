/** Somebody who may have control: one browser, by its token. */
export interface Holder {
  readonly id: string;
  /** As it calls itself. */
  readonly name: string;
}

/** Who has control, and until when. Losing control never stops a run. */
export interface Lease {
  /** Grows whenever control changes hands; a request that was meant for an earlier one is refused. */
  readonly epoch: number;
  readonly holder: Holder | null;
  /** On the monotonic clock, ms. */
  readonly endsAtMs: number;
}

/** What a browser may wish. `take` is refused while another one has control, `take-over` never. */
export interface LeaseWish {
  readonly wish: 'take' | 'take-over' | 'renew' | 'release';
  readonly by: Holder;
}

/** What became of a wish. */
export interface Decision {
  readonly lease: Lease;
  readonly isGranted: boolean;
  /** Who had control and did not give it up itself. */
  readonly lostBy: Holder | null;
}

/** Control lapses so long after it was last renewed, ms. Pages renew it every 5 s. */
export const leaseMs = 20_000;

/** Nobody has control. */
export const noLease = (epoch: number): Lease => ({ epoch, holder: null, endsAtMs: 0 });

/** Who has control now. */
export const holderAt = (lease: Lease, nowMs: number): Holder | null => (nowMs < lease.endsAtMs ? lease.holder : null);

/** Whether a request of somebody, made for an epoch, comes from whoever has control. */
export const hasControl = (lease: Lease, id: string, epoch: number, nowMs: number): boolean =>
  epoch === lease.epoch && holderAt(lease, nowMs)?.id === id;

/** Decides on a wish. */
export function decide(lease: Lease, { wish, by }: LeaseWish, nowMs: number): Decision {
  const holder = holderAt(lease, nowMs);
  const isTheirs = holder?.id === by.id;
  const kept = (isGranted: boolean): Decision => ({ lease, isGranted, lostBy: null });
  if (wish === 'release')
    return isTheirs ? { lease: noLease(lease.epoch + 1), isGranted: true, lostBy: null } : kept(true);
  if (isTheirs)
    return { lease: { epoch: lease.epoch, holder: by, endsAtMs: nowMs + leaseMs }, isGranted: true, lostBy: null };
  if (wish === 'renew' || (wish === 'take' && holder !== null)) return kept(false);
  return {
    lease: { epoch: lease.epoch + 1, holder: by, endsAtMs: nowMs + leaseMs },
    isGranted: true,
    lostBy: holder,
  };
}
