/** What our own pods may do: nothing beyond what the level `restricted` of Pod Security allows. */

/** The security context of a pod whose processes and volumes belong to one user and one group, by their numbers. */
export function podSecurityContext(user: number, group: number) {
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: group,
    fsGroup: group,
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/** The security context of a container that writes to its volumes alone. */
export function containerSecurityContext() {
  return { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } };
}
