/** What was recorded after a step. */
export interface StepRecord {
  /** Counted from 1. */
  readonly step: number;
  readonly qpos: number[];
  readonly qvel: number[];
  readonly obs: number[];
  readonly reward: number;
  readonly terminated: boolean;
  /** The sum of all rewards up to here. */
  readonly returnSoFar: number;
  /** How far position and velocity move when the start is moved by 10⁻¹⁰. */
  readonly sensitivity: { readonly maxAbsDqpos: number; readonly maxAbsDqvel: number };
}

/** A recorded run from a given state with given controls, which goes on where an episode would end. */
export interface Trajectory {
  readonly initialQpos: number[];
  readonly initialQvel: number[];
  readonly initialObs: number[];
  readonly ctrl: number[][];
  readonly records: readonly StepRecord[];
}

/** The name of a task's files: `HalfCheetah-v5` is `half_cheetah`. */
export function fileName(id: string): string {
  const [name] = id.split("-");
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
}

async function read(path: string) {
  return JSON.parse(await Deno.readTextFile(new URL(`../../data/mujoco/${path}`, import.meta.url)));
}

/** The reference trajectory of a task; version 4's has state, controls and sensitivity from that of version 5. */
export async function readTrajectory(id: string): Promise<Trajectory> {
  const five = await read(`traj/${fileName(id)}.json`);
  if (id.endsWith("-v5")) return five;
  const four = await read(`traj_v4/${fileName(id)}.json`);
  const records = four.records.map((record: StepRecord, i: number) => ({
    ...record,
    sensitivity: five.records[i].sensitivity,
  }));
  return { ...five, ...four, records };
}
