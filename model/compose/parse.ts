/** A compose file's data, as a YAML parser gives it, made into the model. */

import { checkReferences } from "./references";
import { fileSchema } from "./file-schema";
import { interpolate, InterpolationError } from "./interpolate";
import type { Variables } from "./interpolate";
import { describeIssue } from "./issues";
import type { ComposeIssue, ComposePath } from "./issues";
import { normalise, projectName } from "./normalise";
import { checkServices } from "./rules";
import type { ComposeModel } from "./types";

/** What a compose file's meaning depends on, apart from the file itself. */
export interface ParseOptions {
  /** Absolute path of the folder that the file lies in; relative paths begin there. */
  readonly folder: string;
  /** Values of variables. */
  readonly variables: Variables;
  /** Profiles whose services are wanted. @default those of the variable COMPOSE_PROFILES, else none */
  readonly profiles?: readonly string[];
  /** Name of the project. @default the file's `name`, the variable COMPOSE_PROJECT_NAME, or the folder's name */
  readonly project?: string;
}

/** The model, or everything that is wrong with the file. */
export type ParseResult =
  | { readonly model: ComposeModel; readonly issues?: undefined }
  | { readonly model?: undefined; readonly issues: readonly ComposeIssue[] };

/** Fills in a file's variables, checks it, and makes it into the model. */
export function parseCompose(data: unknown, options: ParseOptions): ParseResult {
  const filler = new Filler(options.variables);
  const filled = filler.fill(data, []);
  const result = fileSchema.safeParse(filled);
  const issues = [
    ...filler.issues,
    ...(result.error?.issues ?? []).flatMap(describeIssue),
    ...checkReferences(filled),
  ];
  if (!result.success || issues.length > 0) return { issues: firstOfEachPath(issues) };
  const { profiles = activeProfiles(options.variables), folder, variables } = options;
  const project =
    options.project ?? result.data.name ?? variables["COMPOSE_PROJECT_NAME"] ?? projectName(folder);
  const model = normalise(result.data, { project, folder, variables, profiles });
  const problems = checkServices(model.services);
  if (problems.length > 0) return { issues: problems };
  return { model: { ...model, unsetVariables: [...filler.unset].sort() } };
}

function activeProfiles(variables: Variables): readonly string[] {
  return (variables["COMPOSE_PROFILES"] ?? "").split(",").filter((profile) => profile !== "");
}

/** What follows from a mistake at the same place is left out. */
function firstOfEachPath(issues: readonly ComposeIssue[]): readonly ComposeIssue[] {
  const seen = new Set<string>();
  return issues.filter(({ path }) => {
    const place = JSON.stringify(path);
    return !seen.has(place) && seen.add(place);
  });
}

/** Fills in variables wherever Compose does: in every value, except under keys of the user's own. */
class Filler {
  readonly issues: ComposeIssue[] = [];
  readonly unset = new Set<string>();

  constructor(private readonly variables: Variables) {}

  fill(value: unknown, path: ComposePath): unknown {
    if (typeof value === "string") return this.fillText(value, path);
    if (Array.isArray(value)) return value.map((item: unknown, index) => this.fill(item, [...path, index]));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, item]: [string, unknown]) => {
      const own = path.length === 0 && key.startsWith("x-");
      return [key, own ? item : this.fill(item, [...path, key])] as const;
    });
    return Object.fromEntries(entries);
  }

  private fillText(template: string, path: ComposePath): string {
    try {
      const { text, unset } = interpolate(template, this.variables);
      for (const name of unset) this.unset.add(name);
      return text;
    } catch (error) {
      if (!(error instanceof InterpolationError)) throw error;
      this.issues.push({ path, kind: "invalid", message: error.message });
      return template;
    }
  }
}
