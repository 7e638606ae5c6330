import { type QualityRow, roundingShare } from "../../lib/experiments/mod.ts";

/** Columns of the printed table. */
export const columns = [
  { title: "method" },
  { title: "before: error ÷ HesScale's [95 %]", align: "right" },
  { title: "after: error ÷ HesScale's [95 %]", align: "right" },
  { title: "error before", align: "right" },
  { title: "error after", align: "right" },
  { title: "ms", align: "right" },
] as const;

/** Rows of the printed table for one activation. */
export function tableRows(rows: readonly QualityRow[], activation: string): string[][] {
  const whole = rows.filter((row) => row.activation === activation && row.layer === null);
  return whole.filter(({ phase }) => phase === "before").map((before) => {
    const after = whole.find((row) => row.phase === "after" && row.method === before.method)!;
    return [
      before.method,
      interval(before),
      interval(after),
      before.error.toPrecision(3),
      after.error.toPrecision(3),
      after.time.toFixed(2),
    ];
  });
}

function interval({ ratio, low, high }: QualityRow): string {
  if (ratio < roundingShare) return "0 (rounding)";
  return `${ratio.toPrecision(3)} [${low.toPrecision(3)}, ${high.toPrecision(3)}]`;
}
