/** Waivers: findings that are accepted for a time, with a reason and somebody who answers for them. */

export { parseWaivers } from "./file";
export type { ParsedWaivers, Waiver, WaiverProblem } from "./file";
export { surroundings, waiversFileName, waiversHere, waiversVariable } from "./place";
export type { Surroundings } from "./place";
export { waiverRules, waiversApplied, waiversValid } from "./rules";
export { Waivers } from "./waivers";
export type { Waived, WaiversSource } from "./waivers";
