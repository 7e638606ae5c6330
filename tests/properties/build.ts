import * as hesscale from "../../mod.ts";
import type { Layer, Loss, Network } from "../../mod.ts";
import type { ActivationName, GaussianOutputOf, LayerSpec, LossName, Spec } from "./architectures.ts";
