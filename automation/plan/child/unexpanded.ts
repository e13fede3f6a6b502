/** Resources whose parts only a provider knows. */

const byType: ReadonlyMap<string, string> = new Map([
  [
    "kubernetes:helm.sh/v3:Chart",
    "The Kubernetes provider renders the chart while the engine runs; what the chart makes is not in the plan.",
  ],
  [
    "kubernetes:helm.sh/v3:Release",
    "Helm installs the chart during the update; what the chart makes is not in the plan.",
  ],
  [
    "kubernetes:kustomize:Directory",
    "The Kubernetes provider runs Kustomize while the engine runs; its manifests are not in the plan.",
  ],
  [
    "kubernetes:yaml:ConfigFile",
    "The Kubernetes provider reads the file while the engine runs; its manifests are not in the plan.",
  ],
  [
    "aws:cloudformation/stack:Stack",
    "CloudFormation makes what the template says during the update; it is not in the plan.",
  ],
]);

/** Why the plan does not show what the resource consists of; `undefined` where it does. */
export function whyUnexpanded(type: string, remote: boolean): string | undefined {
  const known = byType.get(type);
  if (known !== undefined) return known;
  if (!remote) return undefined;
  return `The provider of ${packageOf(type)} builds ${type} while the engine runs; the plan shows its inputs only.`;
}

/** Why a component whose manifests are rendered by a provider is not expanded. */
export const renderedByProvider =
  "The Kubernetes provider reads the manifests while the engine runs; what they hold is not in the plan.";

function packageOf(type: string): string {
  return type.split(":")[0] ?? type;
}
