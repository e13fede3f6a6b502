/** Templates of machines and of their configuration: immutable, and named after their content. */

import type { ChangeRule } from "./types";

/** The rules of a template that its provider does not let anybody change. */
export function templateRules(url: string): readonly ChangeRule[] {
  return [
    {
      path: "metadata.name",
      effect: "rolls",
      why: "Machines are made from a template of another name.",
      url: "https://cluster-api.sigs.k8s.io/tasks/updating-machine-templates",
    },
    {
      path: "spec.**",
      when: "sameName",
      effect: "recreate",
      why: "Templates are immutable, and this one keeps its name.",
      fix: "Render the cluster again instead of editing it: another content gets another name.",
      url,
    },
    {
      path: "spec.**",
      effect: "rolls",
      why: "A machine is never changed: each is replaced by one from the new template.",
      url,
    },
  ];
}
