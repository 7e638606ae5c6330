let source: Promise<string> | undefined;

/**
 * The source text of Plotly's bundle with Cartesian charts (1.5 MB), loaded when it is asked for
 * the first time.
 *
 * @returns JavaScript that sets `window.Plotly`.
 */
export function plotlySource(): Promise<string> {
  source ??= import("plotly.js-cartesian-dist-min/plotly-cartesian.min.js", {
    with: { type: "text" },
  })
    .then((module) => module.default);
  return source;
}
