/** Types as the declarations of `@pulumi/aws` write them. */

/** What a value may be. */
export type ValueType =
  | { readonly kind: "string" | "number" | "boolean" | "any" }
  /** A policy document: text, or an object that the provider makes text of. */
  | { readonly kind: "document" }
  | { readonly kind: "list" | "map"; readonly items: ValueType }
  /** An interface, by its name, as `eks.ClusterVpcConfig`. */
  | { readonly kind: "object"; readonly shape: string }
  | { readonly kind: "union"; readonly members: readonly ValueType[] };

const wrapper = /^pulumi\.(?:Input|Output)</;
const simple = new Set(["string", "number", "boolean", "any"]);

/**
 * Reads the text of a type, as `pulumi.Input<pulumi.Input<inputs.ec2.TagSpecification>[] | undefined>`.
 *
 * @throws Error where the text has a form that the SDK did not have when this was written.
 */
export function readType(text: string): ValueType {
  const reader = new Reader(text.replace(/\s+/g, " ").trim());
  const type = reader.union();
  if (reader.rest !== "") throw new Error(`cannot read the type ${text}: ${reader.rest} is left over`);
  return type ?? { kind: "any" };
}

class Reader {
  constructor(public rest: string) {}

  /** Alternatives; `undefined` where nothing but `undefined` is among them. */
  union(): ValueType | undefined {
    const members: ValueType[] = [];
    do {
      const member = this.listed();
      if (member !== undefined) members.push(member);
    } while (this.take("|"));
    const document = members.find(({ kind }) => kind === "document");
    if (document !== undefined) return document;
    const distinct = members.filter(
      ({ kind }, index) => kind !== "string" || members.findIndex((other) => other.kind === kind) === index,
    );
    return distinct.length > 1 ? { kind: "union", members: distinct } : distinct[0];
  }

  private listed(): ValueType | undefined {
    let type = this.single();
    while (this.take("[]")) type = { kind: "list", items: type ?? { kind: "any" } };
    return type;
  }

  private single(): ValueType | undefined {
    const wrapped = wrapper.exec(this.rest)?.[0];
    if (wrapped !== undefined) {
      this.rest = this.rest.slice(wrapped.length);
      const type = this.union();
      this.expect(">");
      return type;
    }
    if (this.take("{")) {
      this.expect("[key: string]:");
      const items = this.union() ?? { kind: "any" };
      this.expect(";");
      this.expect("}");
      return { kind: "map", items };
    }
    return this.named();
  }

  private named(): ValueType | undefined {
    const name = /^[\w.]+|^"[^"]*"/.exec(this.rest)?.[0];
    if (name === undefined) throw new Error(`cannot read the type at ${this.rest}`);
    this.take(name);
    if (name === "undefined") return undefined;
    if (simple.has(name)) return { kind: name as "string" };
    if (/\.PolicyDocument$/.test(name)) return { kind: "document" };
    const shape = /^(?:inputs|outputs)\.(.*)/.exec(name)?.[1];
    if (shape !== undefined) return { kind: "object", shape };
    // Files are not looked into; enumerations, ARNs and whole resources stand for texts.
    return { kind: name.startsWith("pulumi.asset.") ? "any" : "string" };
  }

  private take(text: string): boolean {
    if (!this.rest.startsWith(text)) return false;
    this.rest = this.rest.slice(text.length).trimStart();
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw new Error(`cannot read the type: ${text} expected at ${this.rest}`);
  }
}
