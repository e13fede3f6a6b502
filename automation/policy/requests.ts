/**
 * Planned resources in the form in which the policy server is asked about them.
 *
 * The server reads a request by its getters only. These have the values ready, where the generated classes would turn
 * each value into a message and back: with a thousand resources that is most of the time.
 */

import type { PlannedResource } from "../plan/types";

/** Answers `value` to each call. */
const always =
  <T>(value: T): (() => T) =>
  () =>
    value;

/** A resource, by the names of the policy server's protocol. */
export type ResourceRequest = ReturnType<typeof resourceRequest>;

/** The request about one resource. `wire` are its inputs, which a remediation may have changed. */
export function resourceRequest(
  resource: PlannedResource,
  provider: PlannedResource | undefined,
  wire: Readonly<Record<string, unknown>> = resource.wire,
) {
  return {
    ...identity(resource, wire),
    getOptions: always({
      getProtect: always(resource.protect),
      getIgnorechangesList: always([...resource.ignoreChanges]),
      getAliasesList: always([]),
      getAdditionalsecretoutputsList: always([]),
      getCustomtimeouts: always(undefined),
      getDeletebeforereplacedefined: always(false),
      getDeletebeforereplace: always(false),
      getParent: always(resource.parent ?? ""),
    }),
    getProvider: always(provider && identity(provider, provider.wire)),
    getParent: always(resource.parent ?? ""),
    getDependenciesList: always([...resource.dependencies]),
    getPropertydependenciesMap: always(
      new Map(
        Object.entries(resource.propertyDependencies).map(([key, urns]) => [
          key,
          { getUrnsList: always([...urns]) },
        ]),
      ),
    ),
  };
}

/** The request about all resources. */
export function stackRequest(resources: readonly ResourceRequest[]) {
  return { getResourcesList: always(resources) };
}

function identity({ type, name, urn }: PlannedResource, wire: Readonly<Record<string, unknown>>) {
  return {
    getType: always(type),
    getName: always(name),
    getUrn: always(urn),
    getProperties: always({ toJavaScript: always(wire) }),
  };
}
