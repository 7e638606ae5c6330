import type { QualityRow, QualityRun } from "../../../lib/experiments/mod.ts";

/** Arguments of `deno task quality` that are done in a moment: 4 networks. */
export const SMALL = [
  ...["--seeds", "2", "--steps", "3", "--samples", "1", "--batch", "4"],
  ...["--methods", "hesscale,ggn", "--network", "784-4-10"],
];

/** What `quality.json` holds. */
export interface Quality {
  readonly command: string;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly summary: readonly QualityRow[];
  readonly runs: readonly QualityRun[];
}
