import { didYouMean } from "../backend/nearest.ts";
import type { NamedParameter, Network } from "../layers/network.ts";
import { checkConstant, checkNames } from "./constants.ts";
import { type Schedule, toSchedule } from "./schedule.ts";

/** Parameters that an optimizer treats in a way of their own. */
export interface ParameterGroup {
  /** Which ones: exact names, a pattern for names, or a predicate. */
  readonly parameters: string | readonly string[] | RegExp | ((one: NamedParameter) => boolean);
  /** α; 0 leaves them as they are. */
  readonly stepSize?: number | Schedule;
  /** λ. */
  readonly weightDecay?: number;
  /** β₁, if the optimizer has it. */
  readonly beta1?: number;
  /** β₂, if the optimizer has it. */
  readonly beta2?: number;
  /** ε, if the optimizer has it. */
  readonly epsilon?: number;
  /** μ, if the optimizer has it. */
  readonly momentum?: number;
  /** γ, if the optimizer has it. */
  readonly gamma?: number;
}

/** What holds for one parameter. */
export interface Settings {
  readonly stepSize: Schedule;
  readonly weightDecay: number;
  readonly constants: Readonly<Record<string, number>>;
}

/**
 * What holds for each parameter of a network: `common`, but for what its group says.
 *
 * @throws RangeError for a group without parameters, a parameter in two, or a number out of range;
 * TypeError for a number that the optimizer does not have.
 */
export function settingsOf(
  network: Network,
  common: Settings,
  groups: readonly ParameterGroup[],
): Settings[] {
  const settings = network.parameters.map(() => common);
  for (const { parameters, stepSize, ...numbers } of groups) {
    checkNames("numbers of a group", Object.keys(numbers), [
      "stepSize",
      "weightDecay",
      ...Object.keys(common.constants),
    ]);
    if (typeof stepSize === "number") checkConstant("stepSize", stepSize, { zero: true });
    for (const [name, value] of Object.entries(numbers)) checkConstant(name, value);
    const { weightDecay = common.weightDecay, ...constants } = numbers;
    const own = {
      stepSize: stepSize === undefined ? common.stepSize : toSchedule(stepSize),
      weightDecay,
      constants: { ...common.constants, ...constants },
    };
    for (const index of membersOf(network, parameters)) {
      if (settings[index] !== common) {
        throw new RangeError(
          `Expected ${network.parameters[index].name} in one group, found it in two`,
        );
      }
      settings[index] = own;
    }
  }
  return settings;
}

/** Indices of the parameters that a group names. */
function membersOf(network: Network, parameters: ParameterGroup["parameters"]): number[] {
  const all = network.parameters;
  const names = all.map(({ name }) => name);
  if (typeof parameters === "string" || Array.isArray(parameters)) {
    return [parameters].flat().map((name: string) => {
      const index = names.indexOf(name);
      if (index >= 0) return index;
      throw new RangeError(
        `Expected a group of parameters among ${names.join(", ")}, found "${name}"${
          didYouMean(name, names)
        }`,
      );
    });
  }
  const belongs = parameters instanceof RegExp
    ? ({ name }: NamedParameter) => name.search(parameters) >= 0
    : parameters as (one: NamedParameter) => boolean;
  const members = [...all.keys()].filter((index) => belongs(all[index]));
  if (members.length === 0) {
    throw new RangeError(
      `Expected a group of parameters among ${names.join(", ")}, found none that ${
        parameters instanceof RegExp ? `${parameters} matches` : "the predicate holds for"
      }`,
    );
  }
  return members;
}
