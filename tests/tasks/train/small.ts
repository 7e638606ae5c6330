import { Random } from "../../../mod.ts";
import { idx } from "../../data/idx_files.ts";

/** Side of the images of {@linkcode smallImages}. */
const SIDE = 4;

/** Files of a data set of 4×4 pixels: a bar whose row and direction are the class, 8 classes of 10. */
export function smallImages(training = 60, test = 24): Record<string, Uint8Array> {
  const random = new Random(1);
  const parts = Object.entries({ train: training, t10k: test });
  return Object.fromEntries(parts.flatMap(([part, count]) => {
    const labels = Array.from({ length: count }, () => random.integer(8));
    const images = labels.flatMap((label) =>
      Array.from({ length: SIDE * SIDE }, (_, at) => {
        const [row, column] = [Math.floor(at / SIDE), at % SIDE];
        const lit = (label < SIDE ? row : column) === label % SIDE;
        return (lit ? 200 : 0) + random.integer(55);
      })
    );
    return [
      [`${part}-images-idx3-ubyte`, idx([count, SIDE, SIDE], images)],
      [`${part}-labels-idx1-ubyte`, idx([count], labels)],
    ];
  }));
}

/** Arguments of `deno task train` on {@linkcode smallImages} in a folder. */
export const smallArguments = (data: string): string[] => [
  ...["--data", data, "--network", "16-6-10", "--optimizer", "adaHesScale", "--step-size", "0.01"],
  ...["--batch", "10", "--log-every", "1"],
];

/** The lines of a file of records, without what a clock measured. */
export async function readRecords(path: string): Promise<Record<string, unknown>[]> {
  const text = await Deno.readTextFile(path);
  return text.trimEnd().split("\n").map((line) => {
    const { seconds: _, ...record } = JSON.parse(line);
    return record;
  });
}
