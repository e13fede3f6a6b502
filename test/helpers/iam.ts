/** Enough of IAM to ask a policy document about an action; resources and conditions are left to the asker. */

import type { PolicyDocument, Statement } from "../../model/eks/policy-document";

/** The texts of an element, which may be one or many. */
export function textsOf(element: string | readonly string[] | undefined): readonly string[] {
  return element === undefined ? [] : typeof element === "string" ? [element] : element;
}

/** Whether a pattern of IAM covers a text; a pattern covers another where it is as wide. */
export function covers(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped.replaceAll("?", ".")}$`, "i").test(text);
}

/** The statements of an effect whose `Action` covers an action. */
export function statementsFor(
  { Statement: statements }: Pick<PolicyDocument, "Statement">,
  effect: Statement["Effect"],
  action: string,
): readonly Statement[] {
  return statements.filter(
    (one) => one.Effect === effect && textsOf(one.Action).some((pattern) => covers(pattern, action)),
  );
}

/** Every action that statements allow, as they write it. */
export function allowedActions(statements: readonly Statement[]): readonly string[] {
  return statements.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => textsOf(Action));
}
