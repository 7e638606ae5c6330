import { COLUMN, END, type Header } from "../rows.ts";
import { Charts, type Curve, formatNumber } from "./charts.ts";
import type { Player } from "./player.ts";

/** Curves of an observation that are shown together. */
const PAGE = 24;

const ENDS: readonly string[] = ["", "terminated", "truncated", "no more actions"];

/** The element with an id. */
export function find<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.getElementById(id);
  if (!element) throw new Error(`Expected an element ${id} in the page, found none`);
  return element as E;
}

/** Buttons, numbers and curves. */
export class Panel {
  readonly #player: Player;
  readonly #header: Header;
  readonly #charts = new Charts(find("charts"));
  #first = 0;

  constructor(header: Header, player: Player, { resetCamera }: { resetCamera(): void }) {
    this.#player = player;
    this.#header = header;
    document.title = `${header.environment} – hesscale`;
    find("environment").textContent = header.environment;
    const seed = header.seed === null ? "" : `, seed ${header.seed}`;
    find("actor").textContent = `${header.actor}${seed}`;
    find("play").onclick = () => this.#toggle();
    find("step").onclick = () => this.#do(() => player.step());
    find("restart").onclick = () => this.#do(() => player.restart());
    find("camera").onclick = resetCamera;
    const speed = find<HTMLSelectElement>("speed");
    speed.onchange = () => player.speed = Number(speed.value);
    find("earlier").onclick = () => this.#turn(-PAGE);
    find("later").onclick = () => this.#turn(PAGE);
    document.onkeydown = (event) => this.#key(event);
    this.#turn(0);
    this.#buttons();
  }

  /** A film can be wound to any moment. */
  allowSeeking(moments: number): void {
    const seek = find<HTMLInputElement>("seek");
    seek.hidden = false;
    seek.max = String(moments - 1);
    seek.oninput = () => this.#do(() => this.#player.seek(Number(seek.value)));
  }

  /** Shows the numbers of a moment. */
  update(row: Float32Array): void {
    const values: Record<string, string> = {
      episode: String(row[COLUMN.episode] + 1),
      steps: String(row[COLUMN.step]),
      reward: formatNumber(row[COLUMN.reward]),
      return: formatNumber(row[COLUMN.return]),
      end: ENDS[row[COLUMN.end]],
    };
    for (const [id, text] of Object.entries(values)) find(id).textContent = text;
    find("end").hidden = row[COLUMN.end] === END.running;
    find<HTMLInputElement>("seek").value = String(this.#player.index);
    this.#charts.draw(this.#player.history);
  }

  #do(action: () => void): void {
    action();
    this.#buttons();
  }

  #toggle(): void {
    this.#do(() => this.#player.playing = !this.#player.playing);
  }

  #buttons(): void {
    find("play").textContent = this.#player.playing ? "Pause" : "Play";
  }

  #key({ key, target }: KeyboardEvent): void {
    const own = target instanceof HTMLButtonElement || target instanceof HTMLSelectElement;
    if (key === " " && !own) this.#toggle();
    if (key === "ArrowRight" && !(target instanceof HTMLInputElement)) find("step").click();
    if (key === "r") find("restart").click();
  }

  /** Shows other parts of a long observation. */
  #turn(by: number): void {
    const size = this.#header.observationSize;
    const first = this.#first + by;
    if (first >= 0 && first < Math.max(1, size)) this.#first = first;
    const last = Math.min(size, this.#first + PAGE);
    const observations = Array.from({ length: last - this.#first }, (_, index): Curve => {
      const element = this.#first + index;
      return {
        name: `observation ${element}`,
        value: (row) => row[COLUMN.observation + element],
      };
    });
    this.#charts.show([
      // Nothing was earned yet at the start.
      { name: "reward", value: (row) => row[COLUMN.step] > 0 ? row[COLUMN.reward] : NaN },
      ...observations,
    ]);
    find("pages").hidden = size <= PAGE;
    find("range").textContent = `observations ${this.#first}–${last - 1} of ${size}`;
    this.#charts.draw(this.#player.history);
  }
}
