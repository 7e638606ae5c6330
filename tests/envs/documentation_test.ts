import { assert, assertEquals } from "@std/assert";
import { findRegistration, listEnvironments, makeEnvironment } from "../../lib/envs/mod.ts";

const root = new URL("../../", import.meta.url);
const readme = await Deno.readTextFile(new URL("README.md", root));

/** The rows of the table of tasks: id, reference, and the other cells. */
const rows = [...readme.matchAll(/^\| \[([\w-]+-v\d)\]\[(\d+)\] +\|(.+)\|$/gm)].map(
  ([, id, reference, cells]) => ({
    id,
    reference,
    cells: cells.split("|").map((cell) => cell.trim()),
  }),
);

Deno.test("README's table has every task once, in its newest version", () => {
  const newest = listEnvironments().filter((id) => !id.endsWith("-v4"));
  assertEquals(rows.map(({ id }) => id).sort(), newest);
});

for (const { id, reference, cells } of rows) {
  Deno.test(`README's table tells the truth about ${id}, and leads to its documentation`, async () => {
    using environment = await makeEnvironment(id);
    const { observationSpace, actionSpace } = environment;
    const actions = actionSpace.kind === "discrete"
      ? `one of ${actionSpace.n}`
      : `${actionSpace.size}, ±${Number(actionSpace.high[0].toPrecision(6))}`;
    const [observation, action, , , limit] = cells;
    assertEquals([observation, action], [`${observationSpace.size}`, actions]);
    assertEquals(limit, `${findRegistration(id).maxEpisodeSteps}`);
    const path = new RegExp(String.raw`^\[${reference}\]: (\S+)$`, "m").exec(readme)?.[1];
    assert(path !== undefined, `Expected a link ${reference}`);
    const source = await Deno.readTextFile(new URL(path, root));
    assert(source.includes(`* \`${id}\``), `Expected ${path} to document ${id}`);
    assert(source.includes("* | observation |"), `Expected ${path} to have a table`);
  });
}
