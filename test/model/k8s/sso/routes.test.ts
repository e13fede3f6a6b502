import assert from "node:assert/strict";
import { routedRecipes, routeObjects } from "../../../../model/k8s/sso/routes";
import { signOnObjects } from "../../../../model/k8s/sso/objects";
import { serveRoutes } from "../../../../model/k8s/routes";

interface Route {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly rules: readonly {
      readonly filters?: readonly {
        readonly type: string;
        readonly requestHeaderModifier?: { readonly remove: readonly string[] };
      }[];
    }[];
  };
}

/** What is taken off the requests to each service, by the label of its route. */
function takenOff(): Readonly<Record<string, readonly string[]>> {
  const more = serveRoutes({ digits: {} });
  const objects = [
    ...routedRecipes.flatMap((recipe) => Object.values(routeObjects(recipe, "example.org", more))),
    ...Object.values(signOnObjects("example.org")),
  ] as unknown as readonly Route[];
  const routes = objects.filter(({ kind }) => kind === "HTTPRoute");
  return Object.fromEntries(
    routes.map(({ metadata: { name }, spec: { rules } }) => {
      const modifiers = rules.flatMap(({ filters = [] }) =>
        filters.filter(({ type }) => type === "RequestHeaderModifier"),
      );
      // The Gateway API takes one of a rule.
      assert.ok(modifiers.length <= rules.length, name);
      return [name, modifiers.flatMap((each) => each.requestHeaderModifier?.remove ?? [])];
    }),
  );
}

describe("model/k8s/sso/routes", () => {
  it("hands the session of the sign-on to nobody but those with a cookie of their own", () => {
    const keeping = Object.entries(takenOff()).filter(([, headers]) => !headers.includes("Cookie"));
    assert.deepEqual(keeping.map(([label]) => label).sort(), ["auth", "grafana", "ray"]);
  });

  it("takes off services on Ray what it takes off others, and the origin where a service is asked by another name", () => {
    const { digits, mlflow, vault } = takenOff();
    assert.deepEqual([digits, vault], [["Cookie"], ["Cookie"]]);
    assert.deepEqual(mlflow, ["Origin", "Cookie"]);
  });
});
