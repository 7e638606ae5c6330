/** Pixels that a script has drawn on a canvas, four bytes each: red, green, blue, opacity. */
export interface Pixels {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** `[row, column, channel]`. */
  readonly data: Uint8ClampedArray;
}

/** What is read from a canvas of jsdom. */
interface Canvas {
  readonly width: number;
  readonly height: number;
}

const PREFIX = "data:image/x-pixels,";
const drawn = new Map<string, Pixels>();
let count = 0;

/**
 * Gives jsdom's canvases what Plotly needs to draw heat maps: whole images and filled rectangles.
 * Instead of an encoded image, `toDataURL` returns a name under which {@linkcode findPixels} finds
 * the pixels.
 *
 * @param window jsdom's window.
 */
export function installCanvas(
  window: { readonly HTMLCanvasElement: { readonly prototype: object } },
): void {
  const contents = new WeakMap<object, Pixels>();
  const pixelsOf = (canvas: Canvas): Pixels => {
    const known = contents.get(canvas);
    if (known && known.width === canvas.width && known.height === canvas.height) return known;
    const fresh = blank(canvas.width, canvas.height);
    contents.set(canvas, fresh);
    return fresh;
  };
  Object.assign(window.HTMLCanvasElement.prototype, {
    getContext(this: Canvas, kind: string) {
      return kind === "2d" ? context(this, () => pixelsOf(this)) : null;
    },
    toDataURL(this: Canvas) {
      const name = `${PREFIX}${count++}`;
      drawn.set(name, pixelsOf(this));
      return name;
    },
  });
}

/**
 * The pixels behind a name.
 *
 * @param name What `toDataURL` returned.
 * @returns The pixels, or `undefined` if the name is not one of a canvas's, or forgotten.
 */
export function findPixels(name: string): Pixels | undefined {
  return drawn.get(name);
}

/** Forgets the pixels of all names. */
export function forgetPixels(): void {
  drawn.clear();
}

function blank(width: number, height: number): Pixels {
  return { width, height, data: new Uint8ClampedArray(width * height * 4) };
}

function context(canvas: Canvas, pixels: () => Pixels): object {
  return {
    canvas,
    fillStyle: "rgba(0,0,0,1)",
    createImageData: blank,
    putImageData: (image: Pixels) => pixels().data.set(image.data),
    fillRect(this: { fillStyle: string }, x: number, y: number, width: number, height: number) {
      fillRectangle(pixels(), parseColor(this.fillStyle), { x, y, width, height });
    },
  };
}

function parseColor(color: string): readonly number[] {
  const parts = /^rgba?\(([^)]*)\)$/.exec(color)?.[1].split(",").map(Number);
  if (!parts || parts.some(Number.isNaN)) {
    throw new TypeError(`Expected a colour like "rgba(1, 2, 3, 1)", found "${color}"`);
  }
  return [parts[0], parts[1], parts[2], Math.round((parts[3] ?? 1) * 255)];
}

function fillRectangle(
  image: Pixels,
  color: readonly number[],
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
  const left = Math.max(0, Math.round(box.x)),
    right = Math.min(image.width, Math.round(box.x + box.width));
  const top = Math.max(0, Math.round(box.y)),
    bottom = Math.min(image.height, Math.round(box.y + box.height));
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      image.data.set(color, (row * image.width + column) * 4);
    }
  }
}
