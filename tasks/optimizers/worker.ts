import { trainWith } from "../../lib/experiments/mod.ts";
import { loadSplit } from "../support/images.ts";
import { serve } from "../support/serve.ts";
import type { Input } from "./comparison.ts";

serve(async ({ setting, data, images }: Input) =>
  trainWith(setting, await loadSplit(data, images))
);
