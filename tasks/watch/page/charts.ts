/** A line over the steps of an episode. */
export interface Curve {
  readonly name: string;
  /** NaN where there is none. */
  value(row: Float32Array): number;
}

const HEIGHT = 46;
const INK = "#222", LINE = "#0072b2", FAINT = "#d5dae1";

/** Small charts, one below the other, of the latest moments. */
export class Charts {
  readonly #container: HTMLElement;
  #charts: { readonly curve: Curve; readonly canvas: HTMLCanvasElement }[] = [];

  constructor(container: HTMLElement) {
    this.#container = container;
  }

  /** Shows other curves. */
  show(curves: readonly Curve[]): void {
    this.#charts = curves.map((curve) => ({ curve, canvas: document.createElement("canvas") }));
    this.#container.replaceChildren(...this.#charts.map(({ canvas }) => canvas));
  }

  /** Draws the moments up to the one that is shown. */
  draw(history: readonly Float32Array[]): void {
    const shown = history.slice(-Math.max(100, this.#container.clientWidth));
    for (const { curve, canvas } of this.#charts) drawCurve(canvas, curve, shown);
  }
}

function drawCurve(
  canvas: HTMLCanvasElement,
  { name, value }: Curve,
  rows: readonly Float32Array[],
): void {
  const width = canvas.clientWidth, ratio = devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = HEIGHT * ratio;
  const context = canvas.getContext("2d")!;
  context.scale(ratio, ratio);
  const values = rows.map(value);
  const known = values.filter((value) => !Number.isNaN(value));
  const low = Math.min(...known), high = Math.max(...known);
  const range = high - low || 1, middle = (high + low) / 2;
  const x = (index: number) => 1 + (width - 2) * index / Math.max(1, values.length - 1, 99);
  const y = (value: number) => HEIGHT / 2 + 7 - (value - middle) / range * (HEIGHT - 20);
  context.strokeStyle = FAINT;
  context.strokeRect(0.5, 0.5, width - 1, HEIGHT - 1);
  context.beginPath();
  for (const [index, value] of values.entries()) {
    if (!Number.isNaN(value)) context.lineTo(x(index), y(value));
  }
  context.strokeStyle = LINE;
  context.lineWidth = 1.3;
  context.stroke();
  context.fillStyle = INK;
  context.font = "11px sans-serif";
  context.textBaseline = "top";
  context.fillText(name, 4, 3);
  context.textAlign = "right";
  if (known.length > 0) context.fillText(formatNumber(known.at(-1)!), width - 4, 3);
}

/** Four digits, whatever the size. */
export function formatNumber(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return value.toExponential(2).replace("-", "−");
  return value.toFixed(Math.max(0, 3 - Math.floor(Math.log10(size)))).replace("-", "−");
}
