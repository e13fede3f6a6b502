/** Compose files: what they may hold, and what they mean. */

export { DotenvError, parseDotenv } from "./dotenv";
export { interpolate, InterpolationError } from "./interpolate";
export type { Variables } from "./interpolate";
export { formatPath } from "./issues";
export type { ComposeIssue, ComposePath } from "./issues";
export { findCycle, startOrder } from "./order";
export { parseCompose } from "./parse";
export type { ParseOptions, ParseResult } from "./parse";
export type * from "./types";
