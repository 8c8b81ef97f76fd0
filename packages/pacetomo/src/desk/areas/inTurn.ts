/** Does one thing after the other for each of many names; different names do not wait for each other. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Does something after all that was asked for under this name before. */
  async take<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(name) === mine) this.#last.delete(name);
    }
  }
}
