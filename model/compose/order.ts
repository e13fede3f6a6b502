/** In which order services start. */

/** A service as far as its order is concerned. */
export interface Ordered {
  readonly id: string;
  readonly dependsOn: readonly { readonly service: string }[];
}

/**
 * The services with each one after all that it depends on; apart from that, in the order given. Dependencies on
 * services that are not given are left out of account.
 *
 * @throws RangeError where services depend on each other in a circle, which `findCycle` names.
 */
export function startOrder<Service extends Ordered>(services: readonly Service[]): readonly Service[] {
  const left = new Map(services.map((service) => [service.id, service]));
  const ordered: Service[] = [];
  while (left.size > 0) {
    const ready = [...left.values()].find(
      (service) => !service.dependsOn.some((need) => left.has(need.service)),
    );
    if (ready === undefined) throw new RangeError("services depend on each other in a circle");
    left.delete(ready.id);
    ordered.push(ready);
  }
  return ordered;
}

/** Ids of services that depend on each other in a circle, the first again at the end; `undefined` where none do. */
export function findCycle(needs: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const harmless = new Set<string>();
  for (const id of needs.keys()) {
    const cycle = cycleFrom(id, [], needs, harmless);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

function cycleFrom(
  id: string,
  trail: readonly string[],
  needs: ReadonlyMap<string, readonly string[]>,
  harmless: Set<string>,
): readonly string[] | undefined {
  if (harmless.has(id)) return undefined;
  const seenAt = trail.indexOf(id);
  if (seenAt >= 0) return [...trail.slice(seenAt), id];
  for (const need of needs.get(id) ?? []) {
    const cycle = cycleFrom(need, [...trail, id], needs, harmless);
    if (cycle !== undefined) return cycle;
  }
  harmless.add(id);
  return undefined;
}
