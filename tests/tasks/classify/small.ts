import { Random } from "../../../mod.ts";
import { idx } from "../../data/idx_files.ts";

/** Files of a data set of square images: a bar whose place and direction are the class, 8 classes of 10. */
export function smallImages(
  { training = 60, test = 24, side = 4 }: {
    readonly training?: number;
    readonly test?: number;
    readonly side?: number;
  } = {},
): Record<string, Uint8Array> {
  const random = new Random(1);
  const parts = Object.entries({ train: training, t10k: test });
  return Object.fromEntries(parts.flatMap(([part, count]) => {
    const labels = Array.from({ length: count }, () => random.integer(8));
    const images = labels.flatMap((label) =>
      Array.from({ length: side * side }, (_, at) => {
        const place = label < 4 ? Math.floor(at / side) : at % side;
        const lit = Math.floor(4 * place / side) === label % 4;
        return (lit ? 200 : 0) + random.integer(55);
      })
    );
    return [
      [`${part}-images-idx3-ubyte`, idx([count, side, side], images)],
      [`${part}-labels-idx1-ubyte`, idx([count], labels)],
    ];
  }));
}

/** Arguments of `deno task classify` on {@linkcode smallImages} in a folder; `more` overrules them. */
export function smallArguments(data: string, more: readonly string[] = []): string[] {
  const usual = Object.entries({
    "--data": data,
    "--network": "16-6-10",
    "--optimizer": "adaHesScale",
    "--step-size": "0.01",
    "--batch": "10",
    "--log-every": "1",
  });
  return [...usual.filter(([flag]) => !more.includes(flag)).flat(), ...more];
}

/** The lines of a file of records, without what a clock measured. */
export async function readRecords(path: string): Promise<Record<string, unknown>[]> {
  const text = await Deno.readTextFile(path);
  return text.trimEnd().split("\n").map((line) => {
    const { seconds: _, ...record } = JSON.parse(line);
    return record;
  });
}
