/** What holds for objects of every kind. */

import { anew } from "./types";
import type { ChangeRule, ObjectRule } from "./types";

const NAMES_URL = "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/";
const APPLY_URL =
  "https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#how-to-delete-objects";

/** Rules that hold where a kind has none of its own. */
export const anyFields: readonly ChangeRule[] = [
  {
    path: "metadata.labels.**",
    effect: "free",
    why: "A label of the object itself changes in place.",
    url: "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/",
  },
  {
    path: "metadata.annotations.**",
    effect: "free",
    why: "An annotation of the object itself changes in place.",
    url: "https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/",
  },
  {
    path: "metadata.name",
    effect: "replaces",
    why: "Nothing can be renamed: under another name it is another object, and the old one stays.",
    fix: anew,
    url: NAMES_URL,
  },
  {
    path: "metadata.namespace",
    effect: "replaces",
    why: "Nothing moves to another namespace: there it is another object, and the old one stays.",
    fix: anew,
    url: "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
  },
  {
    path: "apiVersion",
    effect: "free",
    why: "It is the same object in another version of its API, which the API server converts.",
    url: "https://kubernetes.io/docs/reference/using-api/deprecation-policy/",
  },
];

/** What it means that an object is new. */
export const anyAdded: ObjectRule = {
  effect: "free",
  why: "It is made; nothing that runs restarts.",
  url: "https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#how-to-create-objects",
};

/** What it means that an object is gone which belongs to a cluster and goes with it. */
export const partRemoved: ObjectRule = {
  effect: "free",
  why: "`kubectl apply` deletes nothing: the object stays, and what it made with it.",
  fix: "Never delete it alone: it goes with its Cluster, whose deletion takes all machines and what they share.",
  url: "https://cluster-api.sigs.k8s.io/user/quick-start#clean-up",
};

/** What it means that an object is gone. */
export const anyRemoved: ObjectRule = {
  effect: "free",
  why: "`kubectl apply` deletes nothing: the object stays until it is deleted.",
  fix: "Where it is not wanted any more: `<command>`.",
  url: APPLY_URL,
};
