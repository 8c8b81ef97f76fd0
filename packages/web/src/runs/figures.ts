import {
  apply,
  type Branch,
  type Pace,
  paceAfter,
  type RunEvent,
  type RunState,
  type StampedEvent,
  slotKey,
  type Tilt,
  unknownPace,
  type Vec,
} from 'pacetomo/page';

/** What is known of one slot: what was predicted for its image, what was found in it, what it has cost. */
export interface SlotFigures {
  readonly target: string;
  readonly step: number;
  readonly kind: 'taken' | 'lost' | 'skipped';
  /** Why there is no image. */
  readonly why: string | null;
  /** Section of the stack; of two images, of the second. */
  readonly section: number | null;
  readonly readTiltDeg: number | null;
  readonly doseEPerA2: number;
  /** What the target has received up to and including this image, looks at it too. */
  readonly accumulatedEPerA2: number;
  readonly meanCounts: number | null;
  /** Where the target was predicted to be, µm on the specimen. */
  readonly aimUm: Vec<'specimen'> | null;
  readonly aimDefocusUm: number | null;
  /** How far from there it was found; null when it was not aligned. */
  readonly offUm: Vec<'specimen'> | null;
  /** The sum of what was found off on this branch: what the geometry does not explain. */
  readonly driftUm: Vec<'specimen'> | null;
  /** Found in the image. */
  readonly defocusUm: number | null;
  /** Å; how far the rings fit. */
  readonly resolutionA: number | null;
  /** UTC. */
  readonly at: string;
  /** Since the image before, seconds. */
  readonly tookS: number | null;
}

type Event<T extends RunEvent['type']> = Extract<StampedEvent, { readonly type: T }>;
type Matrix = NonNullable<RunState['area']>['toSpecimen'];
type Open = Event<'expose.intent'>;
/** So many of the newest images are remembered by where they are. */
const mostLatest = 12;
const nowhere: Vec<'specimen'> = { x: 0, y: 0 };

/** Light figures of a run, kept up line by line in place: what the page draws, without the motion model. */
export class RunFigures {
  readonly slots = new Map<string, SlotFigures>();
  /** Grows with everything that is learned of a target; rows that have not changed are not drawn again. */
  readonly changes = new Map<string, number>();
  readonly #accumulated = new Map<string, number>();
  readonly #drift = new Map<string, Vec<'specimen'>>();
  #toSpecimen: Matrix | null = null;
  #open: Open | null = null;
  #lastImageAtMs: number | null = null;
  pace: Pace = unknownPace;
  beganAt: string | null = null;
  lastAt: string | null = null;
  /** The newest image. */
  last: SlotFigures | null = null;
  /** Where the newest images are, the newest last. */
  latest: readonly { readonly target: string; readonly step: number }[] = [];
  /** The stage as it was last read, degrees; null while it moves. */
  tiltDeg: number | null = null;

  /** The slot that is being exposed, or null. */
  get current(): { readonly target: string; readonly step: number } | null {
    return this.#open !== null && 'step' in this.#open ? this.#open : null;
  }

  /** Dose of a target so far, e/Å². */
  doseOf(target: string): number {
    return this.#accumulated.get(target) ?? 0;
  }

  /** One more line. `schedule` tells on which branch a step is. */
  note(event: StampedEvent, schedule: readonly Tilt[]): void {
    this.beganAt ??= event.t;
    this.lastAt = event.t;
    this.pace = paceAfter(this.pace, event);
    switch (event.type) {
      case 'area.ready':
        this.#toSpecimen = event.toSpecimen;
        return;
      case 'move.intent':
        this.tiltDeg = null;
        return;
      case 'move.done':
        this.tiltDeg = event.readTiltDeg;
        return;
      case 'expose.intent':
        this.#open = event;
        this.#touch(this.current?.target);
        return;
      case 'expose.commit':
        this.#commit(event);
        return;
      case 'expose.void':
        this.#touch(this.current?.target);
        this.#open = null;
        return;
      case 'expose.lost':
        this.#lose(event);
        return;
      case 'slot.skip':
        this.#put({ ...this.#empty(event, event.t), kind: 'skipped', why: event.reason });
        return;
      case 'track.measured':
        this.#measure(event, schedule);
        return;
      case 'recentred':
        this.#recentre(event, schedule);
        return;
      case 'ctf.measured':
        this.#fit(event);
        return;
      case 'env':
      case 'guard.wait':
      case 'suspend':
        this.#lastImageAtMs = null;
        return;
      default:
    }
  }

  /** Takes over images that somebody else has acquired for this run. */
  adopt(outcomes: RunState['outcomes'], at: string): void {
    for (const [key, outcome] of outcomes) {
      if (outcome.kind !== 'taken' || this.slots.has(key)) continue;
      const target = key.slice(0, key.lastIndexOf('@'));
      const slot = { target, step: Number(key.slice(target.length + 1)) };
      const { section, readTiltDeg, doseEPerA2 } = outcome;
      const accumulatedEPerA2 = this.#receive(target, doseEPerA2);
      this.#put({ ...this.#empty(slot, at), section, readTiltDeg, doseEPerA2, accumulatedEPerA2 });
    }
  }

  #commit(event: Event<'expose.commit'>): void {
    const open = this.#open;
    this.#open = null;
    if (open === null || event.purpose === 'autofocus') return;
    if (event.purpose === 'look') {
      if (open.purpose === 'look' && open.target !== null) this.#receive(open.target, event.doseEPerA2);
      return;
    }
    if (!('step' in open)) return;
    const accumulatedEPerA2 = this.#receive(open.target, event.doseEPerA2);
    const before = this.slots.get(slotKey(open));
    if (open.purpose === 'tile') {
      if (before !== undefined)
        this.#put({ ...before, accumulatedEPerA2, doseEPerA2: before.doseEPerA2 + event.doseEPerA2 });
      return;
    }
    const atMs = Date.parse(event.t);
    const taken: SlotFigures = {
      ...this.#empty(open, event.t),
      section: event.section,
      readTiltDeg: this.tiltDeg ?? open.tiltDeg,
      doseEPerA2: event.doseEPerA2 + (before?.doseEPerA2 ?? 0),
      accumulatedEPerA2,
      meanCounts: event.meanCounts,
      aimUm: this.#toSpecimen === null ? null : apply(this.#toSpecimen, open.imageShift),
      aimDefocusUm: open.defocusUm,
      tookS: this.#lastImageAtMs === null ? null : (atMs - this.#lastImageAtMs) / 1000,
    };
    this.#lastImageAtMs = atMs;
    this.#put(taken);
    this.last = taken;
    this.latest = [...this.latest.filter((one) => slotKey(one) !== slotKey(open)), taken].slice(-mostLatest);
  }

  #lose(event: Event<'expose.lost'>): void {
    const open = this.#open;
    this.#open = null;
    if (open === null || !('step' in open)) return;
    const accumulatedEPerA2 = this.#receive(open.target, open.expectedDoseEPerA2);
    if (open.purpose !== 'record') {
      this.#touch(open.target);
      return;
    }
    const doseEPerA2 = open.expectedDoseEPerA2;
    const why = event.evidence;
    this.#put({ ...this.#empty(open, event.t), kind: 'lost', why, doseEPerA2, accumulatedEPerA2 });
  }

  #measure(event: Event<'track.measured'>, schedule: readonly Tilt[]): void {
    const known = this.slots.get(slotKey(event));
    if (known === undefined) return;
    const offUm = this.#onSpecimen(event.correction);
    const branch = schedule[event.step]?.branch ?? 'plus';
    const branches: readonly Branch[] = event.step === 0 ? ['plus', 'minus'] : [branch];
    for (const one of branches) this.#wander(event.target, one, offUm ?? nowhere);
    this.#put({ ...known, offUm, driftUm: this.#drift.get(`${event.target}/${branch}`) ?? nowhere });
  }

  #recentre(event: Event<'recentred'>, schedule: readonly Tilt[]): void {
    const movedUm = this.#onSpecimen(event.correction);
    const branch = schedule[event.step]?.branch;
    if (movedUm === null || branch === undefined) return;
    for (const target of this.#accumulated.keys()) this.#wander(target, branch, movedUm);
  }

  #fit(event: Event<'ctf.measured'>): void {
    const known = this.slots.get(slotKey(event));
    if (known === undefined || event.fit === null) return;
    const { defocusUm, resolutionA } = event.fit;
    this.#put({ ...known, defocusUm, resolutionA });
  }

  #wander(target: string, branch: Branch, by: Vec<'specimen'>): void {
    const key = `${target}/${branch}`;
    const { x, y } = this.#drift.get(key) ?? nowhere;
    this.#drift.set(key, { x: x + by.x, y: y + by.y });
  }

  #onSpecimen(shift: Event<'track.measured'>['correction']): Vec<'specimen'> | null {
    return shift === null || this.#toSpecimen === null ? null : apply(this.#toSpecimen, shift);
  }

  #receive(target: string, doseEPerA2: number): number {
    const sum = this.doseOf(target) + doseEPerA2;
    this.#accumulated.set(target, sum);
    return sum;
  }

  #put(slot: SlotFigures): void {
    this.slots.set(slotKey(slot), slot);
    if (this.last !== null && slotKey(this.last) === slotKey(slot)) this.last = slot;
    this.#touch(slot.target);
  }

  #touch(target: string | undefined): void {
    if (target !== undefined) this.changes.set(target, (this.changes.get(target) ?? 0) + 1);
  }

  #empty({ target, step }: { readonly target: string; readonly step: number }, at: string): SlotFigures {
    return {
      ...{ target, step, kind: 'taken', why: null, section: null, readTiltDeg: null },
      ...{ doseEPerA2: 0, accumulatedEPerA2: this.doseOf(target), meanCounts: null },
      ...{ aimUm: null, aimDefocusUm: null, offUm: null, driftUm: null, defocusUm: null, resolutionA: null },
      at,
      tookS: null,
    };
  }
}
