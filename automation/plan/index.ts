/** Plans without a cloud: what a program registers, and how it reads. */

export { plan } from "./plan";
export type { PlanArgs } from "./plan";
export { planDocument, planTree } from "./tree";
export type { DocumentedResource, PlanDocument } from "./tree";
export type { Plan, PlannedResource, ReadResource, SourcePosition, Unexpanded } from "./types";
export { hiddenValues, shownValue, wireMarks } from "./values";
export type { HiddenValues } from "./values";
