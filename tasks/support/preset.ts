/** Values with those of a preset in place of defaults: what the command line gives stays. */
export function withPreset<Values extends object>(
  values: Values,
  preset: Partial<Values>,
  given: ReadonlySet<string>,
): Values {
  const others = Object.entries(preset).filter(([name]) => !given.has(name));
  return { ...values, ...Object.fromEntries(others) };
}
