import type { Figure } from "../plot/figure.ts";
import { dots } from "../plot/dots.ts";
import { type Line, lines } from "../plot/lines.ts";
import type { AgentResult, AgentsSummary } from "./agents.ts";
import { meanOf } from "./statistics.ts";

/** A figure and what its file is called. */
export interface AgentsFigure {
  /** For instance `ppo-curves`. */
  readonly name: string;
  /** The figure. */
  readonly figure: Figure;
}

/** What bands are that come with the data. */
const BAND = "mean, 95 % bootstrap interval";

/**
 * Figures of what runs of agents have come to, for each algorithm: learning curves with standard
 * errors and with bootstrap intervals, final returns by environment, and where there are several step sizes, how
 * final returns depend on them. With several algorithms, and runs of one length, the last figure,
 * `agents`, has the learning curves of all of them.
 */
export function agentsFigures({ results }: Pick<AgentsSummary, "results">): AgentsFigure[] {
  const best = results.filter(({ isBest }) => isBest);
  const [algorithms, lengths] = [
    new Set(best.map(({ algorithm }) => algorithm)),
    new Set(best.map(({ steps }) => steps)),
  ];
  const figures = figuresByAlgorithm(results);
  if (algorithms.size === 1 || lengths.size > 1) return figures;
  const panelled = best.map((result) => ({
    ...result,
    environment: `${result.algorithm.toUpperCase()}, ${result.environment}`,
  }));
  return [...figures, { name: "agents", figure: curves("", panelled, "bootstrap") }];
}

function figuresByAlgorithm(results: readonly AgentResult[]): AgentsFigure[] {
  return [...Map.groupBy(results, ({ algorithm }) => algorithm)].flatMap(([algorithm, some]) => {
    const best = some.filter(({ isBest }) => isBest);
    const name = algorithm.toUpperCase();
    // Panels share their horizontal axis: runs of another length need a figure of their own.
    const lengths = [...Map.groupBy(best, ({ steps }) => steps)];
    const figures: AgentsFigure[] = [
      ...lengths.flatMap(([steps, some]) => {
        const suffix = lengths.length === 1 ? "" : `-${steps}`;
        return [
          { name: `${algorithm}-curves${suffix}`, figure: curves(name, some, "standard error") },
          { name: `${algorithm}-intervals${suffix}`, figure: curves(name, some, "bootstrap") },
        ];
      }),
      ...[...Map.groupBy(best, ({ environment }) => environment)].map(([environment, some]) => ({
        name: `${algorithm}-final-${environment}`,
        figure: finals(`${name} on ${environment}`, some),
      })),
    ];
    if (some.some(({ isBest }) => !isBest)) {
      figures.push({ name: `${algorithm}-sensitivity`, figure: sensitivity(name, some) });
    }
    return figures;
  });
}

function curves(
  algorithm: string,
  results: readonly AgentResult[],
  band: "standard error" | "bootstrap",
): Figure {
  const [{ steps }] = results;
  const [unit, divisor] = steps >= 1e6 ? ["millions", 1e6] : ["thousands", 1e3];
  const data = results.filter(({ x }) => x.length > 0).map((result): Line => {
    const { method, environment, x, returns, low, high } = result;
    const common = { name: method, panel: environment, x: x.map((step) => step / divisor) };
    if (band === "standard error") return { ...common, runs: returns };
    const mean = x.map((_, part) => meanOf(returns.map((curve) => curve[part])));
    return { ...common, y: mean, band: [low, high] };
  });
  return lines(data, {
    title: `${algorithm ? `${algorithm}: returns` : "Returns"} while learning${
      band === "bootstrap" ? ", 95 % intervals" : ""
    }`,
    x: { title: "environment steps", unit },
    y: { title: "undiscounted return" },
    ...(band === "bootstrap" && { interval: `${BAND}, ${seedsOf(results)}` }),
    noun: "seeds",
    columns: 2,
    shareY: false,
    markers: false,
    caption:
      "Each point: mean return of the episodes that ended in one of 100 equal parts of a run.",
  });
}

function finals(title: string, results: readonly AgentResult[]): Figure {
  return dots(
    results.map(({ method, final }) => ({ category: method, values: final })),
    {
      title: `${title}: final returns`,
      value: { title: "undiscounted return, last 10 % of steps" },
    },
  );
}

function sensitivity(algorithm: string, results: readonly AgentResult[]): Figure {
  const rows = Map.groupBy(results, ({ method, environment }) => `${method} ${environment}`);
  const data = [...rows.values()].map((row): Line => ({
    name: row[0].method,
    panel: row[0].environment,
    x: row.map(({ stepSize }) => stepSize),
    y: row.map(({ summary }) => summary.mean),
    band: [row.map(({ summary }) => summary.low), row.map(({ summary }) => summary.high)],
  }));
  return lines(data, {
    title: `${algorithm}: final return against step size`,
    x: { title: "step size", scale: "log" },
    y: { title: "undiscounted return, last 10 % of steps" },
    interval: `${BAND}, ${seedsOf(results)}`,
    columns: 2,
    shareY: false,
    markers: true,
  });
}

/** `3 seeds`, or `2 to 3 seeds` */
function seedsOf(results: readonly AgentResult[]): string {
  const counts = results.map(({ seeds }) => seeds.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return `${least === most ? least : `${least} to ${most}`} seed${most === 1 ? "" : "s"}`;
}
