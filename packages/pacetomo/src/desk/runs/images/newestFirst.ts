/** Does one piece of work after the other, the one that was asked for last first: it is what somebody looks at. */
export class NewestFirst {
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #results = new Map<string, Promise<unknown>>();
  #isBusy = false;
  #isClosed = false;

  /** Does some work, or shares what is under way already under the same key. */
  do<T>(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.#results.get(key);
    if (known !== undefined) return known as Promise<T>; // of the same key, so of the same work
    const result = new Promise<T>((resolve, reject) => {
      this.#waiting.push(() => work().then(resolve, reject));
    }).finally(() => this.#results.delete(key));
    this.#results.set(key, result);
    void this.#goOn();
    return result;
  }

  /** What has not begun is never done. */
  close(): void {
    this.#isClosed = true;
    this.#waiting.length = 0;
  }

  async #goOn(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let next = this.#waiting.pop(); next !== undefined && !this.#isClosed; next = this.#waiting.pop())
      await next();
    this.#isBusy = false;
  }
}
