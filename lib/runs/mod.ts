/**
 * What a run leaves behind: its folder with configuration, records and checkpoints, from which it
 * continues bit for bit after whatever ended it; and tensors in the safetensors format.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeSafetensors, encodeSafetensors } from "@hesscale/hesscale/runs";
 *
 * const tensors = { weight: { shape: [1, 2], data: new Float32Array([1, 2]) } };
 * assertEquals(decodeSafetensors(encodeSafetensors({ tensors })).tensors, tensors);
 * ```
 *
 * @module
 */

export type { Numbers } from "../backend/backend.ts";
export { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
export { checkSameOptions, readConfiguration, type RunConfiguration } from "./configuration.ts";
export {
  exists,
  prepareFolder,
  readBytes,
  readJson,
  removeTemporaries,
  writeFileAtomically,
  writeJson,
} from "./files.ts";
export { type Job, type JobOutcome, type JobRunner, type JobState } from "./jobs.ts";
export { LocalJobs, type LocalJobsOptions } from "./local_jobs.ts";
export { FolderLock } from "./lock.ts";
export { canonicalJson, differences, formatJson, parseJson } from "./json.ts";
export { RecordLog } from "./record_log.ts";
export { openRun, type OpenRunOptions, Run } from "./run.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
  type NamedTensors,
  type Safetensors,
  type TensorData,
} from "./safetensors.ts";
export { tensorBoardEvent, tensorBoardHeader } from "./tensorboard.ts";
export { latestCheckpoint } from "./latest_checkpoint.ts";
