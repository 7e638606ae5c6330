import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { hesscale, hesscaleGN, type Loss, reference } from "../../mod.ts";
import { researchCodeLoss, type ResearchLoss } from "../../lib/rl/mod.ts";
import { asCase, buildCase } from "../../tasks/oracle/case.ts";

/** How the research code's losses are called in the oracle's cases. */
const kinds: Readonly<Record<string, (loss: Record<string, unknown>) => ResearchLoss>> = {
  a2c_softmax_nll_b5: () => ({ kind: "softmaxNll" }),
  a2c_gaussian_mu_b5: () => ({ kind: "gaussianNll", elements: 2 }),
  a2c_gaussian_mu_sum_b5: () => ({ kind: "gaussianNll", elements: 1 }),
  a2c_gaussian_var_b5: () => ({ kind: "gaussianNll", elements: 2 }),
  ppo_softmax_b8: ({ action }) => ({
    kind: "ppoCategorical",
    actions: (action as { data: number[] }).data,
  }),
  ppo_gaussian_mu_b8: () => ({ kind: "ppoGaussian" }),
  ppo_gaussian_var_b8: () => ({ kind: "ppoGaussian" }),
};

function numbersOf(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(numbersOf);
  return typeof value === "number" ? [value] : (value as { data: number[] }).data;
}

function assertNear(found: Iterable<number>, numbers: number[], what: string): void {
  const list = [...found];
  // The code keeps one number for all actions of a row.
  const times = list.length / numbers.length;
  const expected = numbers.flatMap((value) => Array<number>(times).fill(value));
  assertEquals(list.length, expected.length, what);
  const scale = Math.max(...expected.map(Math.abs));
  for (const [i, value] of list.entries()) {
    assert(Math.abs(value - expected[i]) <= 1e-5 * scale, `${what} ${i}: ${value}, ${expected[i]}`);
  }
}

for (const [name, kindOf] of Object.entries(kinds)) {
  Deno.test(`researchCodeLoss reproduces what the published code computes: ${name}`, async () => {
    const url = new URL(`../data/oracle/${name}.json`, import.meta.url);
    const oracle = asCase(JSON.parse(await Deno.readTextFile(url)), name);
    const { official } = oracle as unknown as { official: Record<string, unknown> };
    const { network, input, loss } = buildCase(oracle, reference);
    const kind = kindOf(oracle.loss as unknown as Record<string, unknown>);
    const wrapped = researchCodeLoss(loss, kind);
    const output = network.forward(input);
    const [published, exact] = [wrapped.at(reference, output), loss.at(reference, output)];
    assertNear(
      reference.read(published.hessianDiagonal()),
      numbersOf(official.loss_input_hdiag),
      "loss",
    );
    assertEquals(published.value(), exact.value());
    assertEquals(reference.read(published.gradient()), reference.read(exact.gradient()));

    const head = name.includes("var");
    const ofHead: Loss = researchCodeLoss(loss, kind, { headCurvature: head });
    assertNear(
      hesscale(network, input, ofHead).curvature.flat(),
      numbersOf(official.hesscale),
      "HesScale",
    );
    assertNear(
      hesscaleGN(network, input, wrapped).curvature.flat(),
      numbersOf(official.hesscale_gn),
      "HesScaleGN",
    );
    assertThrows(
      () => hesscale(network, input, wrapped, { rank: 1 }),
      RangeError,
      "expected rank 0 for the research code's curvature, found 1",
    );
  });
}

Deno.test("the published sign is wrong: exact and published diagonals of a likelihood differ in it", async () => {
  const url = new URL("../data/oracle/a2c_gaussian_mu_b5.json", import.meta.url);
  const oracle = asCase(JSON.parse(await Deno.readTextFile(url)), "case");
  const { network, input, loss } = buildCase(oracle, reference);
  const output = network.forward(input);
  const exact = reference.read(loss.at(reference, output).hessianDiagonal());
  const wrapped = researchCodeLoss(loss, { kind: "gaussianNll", elements: 2 });
  const published = reference.read(wrapped.at(reference, output).hessianDiagonal());
  for (const [i, h] of exact.entries()) assertAlmostEquals(published[i] / h, -2, 1e-12);
});
