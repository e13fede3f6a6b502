/** The clusters that the bench renders, as options of `render up`. */

/** One cluster. */
export interface Work {
  /** Id of what it has in common with others: all but its name and its number of workers. */
  readonly variant: string;
  readonly name: string;
  readonly workers: number;
  readonly options: Readonly<Record<string, string>>;
}

const providers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws: {},
  azure: {},
  gcp: { project: "bench-project" },
  proxmox: { addresses: "10.0.0.20-10.0.0.90", gateway: "10.0.0.1", endpoint: "10.0.0.10" },
};

/** Every provider with two versions of Kubernetes, each with two machines and sets of recipes. */
const variants = Object.entries(providers).flatMap(([provider, demanded]) =>
  ["1.34", "1.35"].flatMap((k8s) =>
    [
      { cpu: "4", memory: "16", recipes: "base,observability" },
      { cpu: "16", memory: "64", recipes: "base,gpu,ray,llm" },
    ].map((size, index) => ({
      id: `${provider}-${k8s.replace(".", "-")}-${index}`,
      options: { provider, k8s, ...demanded, ...size },
    })),
  ),
);

/** Ids of all variants. */
export const variantIds: readonly string[] = variants.map(({ id }) => id);

/** A cluster of a variant. */
export function workOf(variant: string, name: string, workers: number): Work {
  const { options = {} } = variants.find(({ id }) => id === variant) ?? {};
  return { variant, name, workers, options: { ...options, name, workers: String(workers) } };
}

/** So many clusters, the variants by turns, each with another name and some with other numbers of workers. */
export function manyClusters(count: number): readonly Work[] {
  return Array.from({ length: count }, (_, index) =>
    workOf(variantIds[index % variantIds.length] ?? "", `fleet-${index}`, 1 + ((index * 7) % 20)),
  );
}
