/** A stretch of memory in bytes. */
interface Span {
  start: number;
  end: number;
}

/**
 * Free stretches of memory, in the order of their addresses; neighbours are one. Meant for few and
 * large blocks: everything takes time linear in the number of stretches.
 */
export class Spans {
  readonly #spans: Span[] = [];

  /** The address of `bytes` cut off the first stretch that holds them; undefined if none does. */
  take(bytes: number): number | undefined {
    const best = this.#spans.findIndex(({ start, end }) => end - start >= bytes);
    if (best < 0) return undefined;
    const span = this.#spans[best];
    const { start } = span;
    span.start += bytes;
    if (span.start === span.end) this.#spans.splice(best, 1);
    return start;
  }

  /** Adds a stretch that is free from now on. */
  add(start: number, end: number): void {
    const at = this.#spans.findIndex((span) => span.start >= end);
    const after = at < 0 ? this.#spans.length : at;
    const [left, right] = [this.#spans[after - 1], this.#spans[after]];
    const [joinsLeft, joinsRight] = [left?.end === start, right?.start === end];
    if (joinsLeft && joinsRight) {
      left.end = right.end;
      this.#spans.splice(after, 1);
    } else if (joinsLeft) left.end = end;
    else if (joinsRight) right.start = start;
    else this.#spans.splice(after, 0, { start, end });
  }

  /** Takes away the stretch that ends at an address, if there is one, and returns where it starts. */
  takeBefore(end: number): number {
    const last = this.#spans.at(-1);
    if (last?.end !== end) return end;
    this.#spans.pop();
    return last.start;
  }
}
