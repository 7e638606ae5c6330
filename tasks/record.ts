/**
 * Records an episode: `deno task record --help`.
 *
 * @module
 */

import { dirname, extname } from "node:path";
import { renderFrame } from "../lib/envs/mod.ts";
import { defineCommand, runCommand, UsageError } from "./command.ts";
import { prepareFolder, writeFileAtomically, writeJson } from "./support/files.ts";
import { makePage } from "./watch/page.ts";
import { prepareEpisodes, sourceOptions } from "./watch/prepare.ts";
import { recordEpisode } from "./watch/recording.ts";

const KINDS = [".html", ".json", ".svg"];

const command = defineCommand({
  name: "record",
  summary:
    "Records an episode: as a page that shows it without a network (.html), as actions for --trajectory " +
    "(.json), or its last moment as a picture (.svg).",
  options: {
    ...sourceOptions,
    out: { kind: "string", placeholder: "FILE", required: true, description: "What to write" },
    steps: { kind: "integer", min: 1, default: 1000, description: "At most so many" },
  },
  examples: [
    { arguments: "--env Hopper-v5 --out film.html", description: "Random actions" },
    { arguments: "--env Hopper-v5 --out episode.json --seed 1", description: "For --trajectory" },
  ],
});

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async (values, { signal }) => {
    const { out, steps } = values;
    const kind = extname(out);
    if (!KINDS.includes(kind)) {
      throw new UsageError(`--out must end in one of ${KINDS.join(", ")}, found "${out}"`);
    }
    // Known, so that what is recorded can be repeated.
    const seed = values.trajectory === undefined
      ? values.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]
      : values.seed;
    const prepared = await prepareEpisodes({ ...values, seed });
    const { environment, actor } = await prepared.open();
    using _ = environment;
    await prepareFolder(dirname(out));
    const recording = recordEpisode({ environment, actor, seed: prepared.seed, steps, signal });
    const { length, total, trajectory, film } = recording;
    if (kind === ".html") await writeFileAtomically(out, await makePage(film));
    if (kind === ".json") await writeJson(out, trajectory);
    if (kind === ".svg") await writeFileAtomically(out, `${renderFrame(environment)}\n`);
    const { size } = await Deno.stat(out);
    console.log(
      `${environment.id}, seed ${prepared.seed}: ${length} steps, return ${
        total.toPrecision(5)
      }; ` +
        `${out}, ${Math.ceil(size / 1000)} kB`,
    );
  });
}
