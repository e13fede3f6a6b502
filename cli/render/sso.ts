/** What a cluster's Kustomizations of the sign-on and of the routes have beside those of others: its domain. */

import type { RecipeId } from "../../model/fleet/recipes";
import { AUTHELIA, DOMAIN_VARIABLE, PORTAL } from "../../model/k8s/sso/names";
import { routeEntries } from "../../model/k8s/routes";
import { GRAFANA_SIGN_ON, grafanaSignOn } from "../../model/k8s/sso/grafana";
import { patchOf, withSpec } from "./kustomize";
import type { Patch } from "./kustomize";
import type { CommonValues } from "./request";
import { toYaml } from "./template";
import type { TemplateValue } from "./template";

type Domain = Pick<CommonValues, "domain">;

/** Where the recipe has its domain; a test holds it against the recipe's files. */
const DOMAIN_PATH = "/spec/template/spec/containers/0/env/0";

function hostname(label: string, domain: string): Patch {
  return patchOf("HTTPRoute", label, [
    { op: "replace", path: "/spec/hostnames", value: [`${label}.${domain}`] },
  ]);
}

/** How Grafana signs people on; a text is replaced as a whole. */
function grafana(domain: string): Patch {
  const values = grafanaSignOn({ recipes: ["sso"], domain });
  return patchOf("ConfigMap", GRAFANA_SIGN_ON, [
    {
      op: "replace",
      path: "/data/values.yaml",
      value: toYaml({ grafana: values as unknown as TemplateValue }),
    },
  ]);
}

/**
 * A Kustomization of the sign-on with the cluster's domain in place of the sample.
 *
 * @param text The Kustomization, whose `spec` stands last.
 */
export function withSso(text: string, { domain = "" }: Domain): string {
  const patches = [
    patchOf("Deployment", AUTHELIA, [
      { op: "test", path: `${DOMAIN_PATH}/name`, value: DOMAIN_VARIABLE },
      { op: "replace", path: `${DOMAIN_PATH}/value`, value: domain },
    ]),
    hostname(PORTAL, domain),
  ];
  return withSpec(text, { patches });
}

/**
 * The same of the routes of a recipe.
 *
 * @param text The Kustomization, whose `spec` stands last.
 */
export function withRoutes(id: RecipeId, text: string, { domain = "" }: Domain): string {
  const own = routeEntries.filter(([, { recipe }]) => recipe === id);
  const patches = own.map(([label]) => hostname(label, domain));
  return withSpec(text, { patches: id === "observability" ? [...patches, grafana(domain)] : patches });
}
