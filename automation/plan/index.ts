/** Plans without a cloud: what a program registers, and how it reads. */

export { plan } from "./plan";
export type { PlanArgs } from "./plan";
export type { Plan, PlannedResource, ReadResource, SourcePosition, Unexpanded } from "./types";
