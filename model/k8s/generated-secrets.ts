/** Secrets that External Secrets makes once, from generators of its own, and never writes again. */

/** What follows when somebody deletes the Secret. */
type Deleted = "stays-away" | "is-made-anew";

/** What the spec of such an ExternalSecret begins with. */
export interface MadeOnce {
  readonly refreshPolicy: "CreatedOnce";
  readonly target: {
    readonly name: string;
    readonly creationPolicy?: "Orphan";
    readonly immutable: true;
    readonly template: { readonly data: Readonly<Record<string, string>> };
  };
}

/**
 * The policy and the target of a Secret whose values are made once.
 *
 * `CreatedOnce` alone is not enough: External Secrets writes again where a Secret is gone or is not as it left it, which
 * `Orphan` ends, and where its own status is gone, as after a restore by Velero, which `immutable` ends.
 *
 * @param data the keys of the Secret, each with its template
 * @param deleted whether another one is made when the Secret is deleted. @default "stays-away"
 * @see https://github.com/external-secrets/external-secrets/blob/v2.7.0/pkg/controllers/externalsecret/externalsecret_controller.go#L372
 */
export function madeOnce(
  name: string,
  data: Readonly<Record<string, string>>,
  deleted: Deleted = "stays-away",
): MadeOnce {
  return {
    refreshPolicy: "CreatedOnce",
    target: {
      name,
      ...(deleted === "stays-away" && { creationPolicy: "Orphan" }),
      immutable: true,
      template: { data },
    },
  };
}
