/** Which components work together: one table, and the pairs that do not. */

export {
  chartsWithHooks,
  componentFacts,
  componentOfChart,
  components,
  gatewayApiOfEnvoyGateway,
} from "./components";
export type { Component, ComponentName } from "./components";
export { judgeCompatibility } from "./judge";
export { pairs } from "./pairs";
export type { CompatibilityFinding, FoundComponent, Pair } from "./types";
export { ruleOf, statement, titleOf } from "./words";
