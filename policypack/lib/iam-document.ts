/**
 * Policy documents of IAM: JSON texts or objects, whose lists of one are often written without brackets.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */

import type { Property } from "./property";
import type { Resource } from "./rule";
import { all, any, inTurn, not } from "./truth";
import type { Truth } from "./truth";

/** Types that hold documents which say what an identity may do. */
export const IDENTITY_POLICIES = [
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/groupPolicy:GroupPolicy",
  "aws:iam/role:Role",
] as const;

/** The documents of a resource of these types. */
export function identityDocuments({ type, properties }: Resource): Property[] {
  return type === "aws:iam/role:Role"
    ? properties
        .at("inlinePolicies")
        .items()
        .map((inline) => inline.at("policy"))
    : [properties.at("policy")];
}

/** The statements of a document. */
export function statementsOf(document: Property): Property[] {
  return document.json().at("Statement").oneOrMany();
}

/** Whether the statement allows; without an effect it is no statement. */
export function allows(statement: Property): Truth {
  return statement.at("Effect").oneOf(["Allow"], undefined);
}

/** Whether the statement denies; without an effect it is no statement. */
export function denies(statement: Property): Truth {
  return statement.at("Effect").oneOf(["Deny"], undefined);
}

/** Whether the statement is about an action, as `iam:PassRole`. IAM does not look at the case of actions. */
export function namesAction(statement: Property, covers: (pattern: string) => boolean): Truth {
  return names(statement, "Action", (text) => covers(text.toLowerCase()));
}

/** Whether the statement is about every action, or about all that it does not list. */
export function everyAction(statement: Property): Truth {
  return names(statement, "Action", (text) => /^[*:]+$/.test(text));
}

/** Whether a resource of the statement passes, or it is about all that it does not list. */
export function namesResource(statement: Property, test: (text: string) => boolean): Truth {
  return names(statement, "Resource", test);
}

/** Whether an element passes; a statement that lists none is about all but those at the `Not` twin. */
function names(statement: Property, key: string, test: (text: string) => boolean): Truth {
  const listed = statement.at(key);
  if (listed.state !== "absent") return anyText(listed, test);
  return not(anyText(statement.at(`Not${key}`), test));
}

/** Whether a text passes, of one or many. */
export function anyText(property: Property, test: (text: string) => boolean): Truth {
  return any(...property.oneOrMany().map((item) => item.text(test, undefined)));
}

/**
 * Who a statement is about. A text in place of the map is the id of an AWS principal; where nothing is said of it there
 * is one of no kind, whose id is no text, so that no question about it has an answer.
 */
function principalsOf(statement: Property): { kind: string; id: Property }[] {
  const principal = statement.at("Principal");
  if (principal.state === "absent" && statement.at("NotPrincipal").state === "absent")
    return [{ kind: "", id: statement }];
  if (principal.text(() => true, undefined) === true) return [{ kind: "AWS", id: principal }];
  return principal.entries().flatMap(([kind, ids]) => ids.oneOrMany().map((id) => ({ kind, id })));
}

/** Whether the statement is about every principal there is. */
export function everyPrincipal(statement: Property): Truth {
  return any(...principalsOf(statement).map(({ id }) => id.text((text) => text === "*", undefined)));
}

/** Whether the statement gives something to every principal, or to all that it does not list. */
function givesToAnyone(statement: Property): Truth {
  return any(everyPrincipal(statement), statement.at("NotPrincipal").given());
}

/** Kinds of principals that are no identity provider. */
const NOT_FEDERATED = ["AWS", "Service", "CanonicalUser"];

/** Whether the statement is about identities of an OpenID Connect provider. */
export function namesOidcProvider(statement: Property): Truth {
  return any(
    ...principalsOf(statement).map(
      ({ kind, id }) =>
        !NOT_FEDERATED.includes(kind) && id.text((text) => text.includes(":oidc-provider/"), undefined),
    ),
  );
}

/** One condition of a statement. All of them must be met. */
export interface Condition {
  /** As `StringEquals`. */
  readonly operator: string;
  /** As `aws:principalorgid`, in lower case, as IAM does not look at the case of keys; `*` where the conditions are not known. */
  readonly key: string;
  /** One of them must be met. */
  readonly values: readonly Property[];
}

/** The conditions of a statement. */
export function conditionsOf(statement: Property): Condition[] {
  return statement
    .at("Condition")
    .entries()
    .flatMap(([operator, keys]) =>
      keys.entries().map(([key, values]) => ({
        operator,
        key: key.toLowerCase(),
        values: values.oneOrMany(),
      })),
    );
}

/** Operators that are met only by a request that has the key, with one of the values. */
const MUST_EQUAL = /^(ForAnyValue:)?(String(Equals(IgnoreCase)?|Like)|Arn(Equals|Like))$/;

/** Whether a condition of the statement asks for certain values of a key: each of them must pass. */
export function demandsOf(
  statement: Property,
  isKey: (key: string) => boolean,
  isNarrow: (value: string) => boolean,
): Truth {
  return any(
    ...conditionsOf(statement).map(({ operator, key, values }) =>
      all(
        key === "*" ? undefined : isKey(key) && MUST_EQUAL.test(operator),
        ...values.map((value) => value.text(isNarrow, undefined)),
      ),
    ),
  );
}

/** Keys that say who calls, or for whom. An external id is none: AWS does not treat it as a secret. */
const CALLER =
  /^(aws:(principal(account|arn|org(id|paths)|tag\/.+)|source(account|arn|org(id|paths)|vpce?))|kms:calleraccount)$/;

/** Whether a condition of the statement says who may call. */
function limitsCaller(statement: Property): Truth {
  return demandsOf(
    statement,
    (key) => CALLER.test(key),
    (value) => /[^*?]/.test(value),
  );
}

/** Whether the statement gives something to whoever asks. */
export function isOpen(statement: Property): Truth {
  return inTurn(
    () => givesToAnyone(statement),
    () => allows(statement),
    () => not(limitsCaller(statement)),
  );
}
