/** The answer of a preview as one JSON document; docs/reference/preview.md describes it. */

import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import type { ErrorCode } from "../../model/errors";
import type { Level, Severity } from "../../policypack/lib/rule";
import type { Changes } from "../changes";
import { findComponents } from "../plan/compatibility";
import { planDocument } from "../plan/tree";
import type { DocumentedResource } from "../plan/tree";
import type { Plan, SourcePosition } from "../plan/types";
import type { Cost } from "../policy/cost";
import type { Finding, Judgement } from "../policy/findings";
import { denies } from "../policy/findings";

/** Version of the document. A field that is taken away or changes its meaning makes another one; new fields do not. */
export const documentVersion = 1;

/** A place in a file; the path is relative to `root`, with slashes, or absolute where it lies outside of it. */
interface Place {
  readonly file: string | null;
  readonly line: number | null;
}

/** One resource that the program registers. */
export interface DocumentResource extends Place {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** False for a component. */
  readonly custom: boolean;
  /** True for a component whose parts the plan does not see. */
  readonly remote: boolean;
  readonly parent: string | null;
  readonly provider: string | null;
  readonly protect: boolean;
  readonly dependencies: readonly string[];
  /** Inputs; a secret reads `[secret]`, and what is not known before the update `[unknown]`. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** One finding. */
export interface DocumentFinding extends Place {
  readonly rule: string;
  /** Null where the finding is about a waiver. */
  readonly urn: string | null;
  readonly enforcementLevel: Level;
  readonly severity: Severity;
  readonly message: string;
  /** Null where nothing holds the finding back. */
  readonly waived:
    (Place & { readonly owner: string; readonly reason: string; readonly expires: string }) | null;
}

/** A component whose version the table of compatibility knows: Kubernetes, a driver, a chart. */
export interface DocumentComponent extends Place {
  readonly component: string;
  /** Null where it is not known before the update. */
  readonly version: string | null;
  readonly urn: string;
}

/** Why nobody can say what `up` would change. */
export interface ChangesUnknown {
  readonly code: ErrorCode;
  readonly message: string;
  readonly fix: string;
  /** True where the engine is there and failed; false where there is none. */
  readonly failed: boolean;
}

/** What judging a program comes to; for a local stack also what `up` would change, or why that is not known. */
export interface PreviewDocument extends Partial<Changes> {
  readonly version: typeof documentVersion;
  readonly project: string;
  readonly stack: string;
  /** Folder of the program, relative to the root of its work tree. */
  readonly program: string;
  readonly profile: string;
  /** True where a finding denies. */
  readonly denied: boolean;
  readonly resources: readonly DocumentResource[];
  readonly findings: readonly DocumentFinding[];
  readonly unexpanded: readonly { readonly urn: string; readonly type: string; readonly reason: string }[];
  /** What the stack costs in a month. */
  readonly cost: Cost;
  /** The components that are found; findings whose rule begins with `compatibility-` say which do not go together. */
  readonly versions: { readonly components: readonly DocumentComponent[] };
  readonly changesUnknown?: ChangesUnknown;
}

/** Builds the document. */
export function previewDocument(plan: Plan, { findings, profile }: Judgement, cost: Cost): PreviewDocument {
  const root = rootOf(plan.program);
  const project = { file: join(plan.program, "Pulumi.yaml"), line: 1 };
  return {
    version: documentVersion,
    project: plan.project,
    stack: plan.stack,
    program: pathFrom(root, plan.program),
    profile,
    denied: findings.some(denies),
    resources: planDocument(plan).resources.map((resource) => documentResource(resource, root)),
    findings: findings.map((finding) => documentFinding(finding, root, project)),
    unexpanded: plan.unexpanded.map(({ urn, type, reason }) => ({ urn, type, reason })),
    cost,
    versions: { components: componentsOf(plan, root) },
  };
}

/**
 * The folder that paths are relative to: the root of the git work tree that holds the program, because that is what
 * the readers of SARIF and of pull requests resolve paths against; without git the program's own folder.
 */
export function rootOf(program: string): string {
  for (let folder = program; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return program;
  }
}

function componentsOf(plan: Plan, root: string): DocumentComponent[] {
  const sources = new Map(plan.resources.map(({ urn, source }) => [urn, source]));
  return findComponents(plan).map(({ name, version, source: urn }) => ({
    ...{ component: name, version: version ?? null, urn },
    ...placeOf(sources.get(urn), root),
  }));
}

function documentResource(resource: DocumentedResource, root: string): DocumentResource {
  const { urn, type, name, custom, remote, parent, provider, protect, dependencies, inputs, source } =
    resource;
  return {
    ...{ urn, type, name, custom, remote, protect, dependencies, inputs },
    parent: parent ?? null,
    provider: provider ?? null,
    ...placeOf(source, root),
  };
}

/** What no line registers stands at the project's file: a report without a place would be dropped by its readers. */
function documentFinding(finding: Finding, root: string, project: SourcePosition): DocumentFinding {
  const { rule, urn, enforcementLevel, severity, message, source, waived } = finding;
  return {
    ...{ rule, enforcementLevel, severity, message },
    urn: urn ?? null,
    ...placeOf(source ?? project, root),
    waived: waived === undefined ? null : { ...waived, ...placeOf(waived, root) },
  };
}

function placeOf(source: SourcePosition | undefined, root: string): Place {
  if (source === undefined) return { file: null, line: null };
  return { file: pathFrom(root, source.file), line: source.line };
}

function pathFrom(root: string, path: string): string {
  const inside = relative(root, path);
  if (inside === "") return ".";
  return inside.startsWith("..") || isAbsolute(inside) ? path : inside.split(sep).join("/");
}
