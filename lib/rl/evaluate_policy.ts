import type { Backend } from "../backend/backend.ts";
import type { Policy, PolicyEvaluation } from "./policy.ts";
import type { Rollout } from "./rollout.ts";

/** What a policy says about a rollout. */
export function evaluatePolicy(
  policy: Policy,
  { observations, actions, size, sizes }: Rollout,
  b: Backend,
): PolicyEvaluation {
  let evaluation: PolicyEvaluation | undefined;
  b.scope(() => {
    const { observation, action } = sizes;
    evaluation = policy.evaluate(
      b.tensor(observations.subarray(0, size * observation), [size, observation]),
      b.tensor(actions, [size, action]),
    );
  });
  return evaluation!;
}
