/** What may stand at the top of the project. */
const TOP_LEVEL = [
  ...["mod.ts", "lib", "notebooks", "tasks", "tests", "deno.json", "deno.lock"],
  ...["README.md", "LICENSE", "CITATION.cff", "CONTRIBUTING.md", "CHANGELOG.md"],
  ...[".gitignore", ".ci"],
];

/**
 * What is missing at the top of the project, and what does not belong there.
 *
 * @param names The names there
 * @returns One sentence for each
 */
export function findLayoutOffences(names: readonly string[]): string[] {
  return [
    ...names.filter((name) => !TOP_LEVEL.includes(name))
      .map((name) => `Expected nothing but ${TOP_LEVEL.join(", ")}, found ${name}`),
    ...TOP_LEVEL.filter((name) => !names.includes(name))
      .map((name) => `Expected ${name} at the top of the project, found none`),
  ];
}

/**
 * Which folders and files are not in snake case; the conventional names at the top are.
 *
 * @param paths Paths from the project's folder
 * @returns One sentence for each
 */
export function findNameOffences(paths: readonly string[]): string[] {
  return paths
    .filter((path) => path.includes("/"))
    .filter((path) => /\.[cm]?[jt]s$|\.ipynb$/.test(path))
    .filter((path) => !/^([a-z0-9_]+\/)+[a-z0-9_]+(\.d)?\.\w+$/.test(path))
    .map((path) => `Expected a path in snake_case, found ${path}`);
}
