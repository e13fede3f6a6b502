/** The region of a resource. */

import type { StackResource } from "../lib/rule";
import { textAt } from "./quote";
import type { Known } from "./quote";

/** Its own `region`, that of its explicit provider, that of its zone, or the fallback. */
export function regionOf({ properties, provider }: StackResource, fallback: string): Known<string> {
  const own = properties.child("region");
  if (own.state !== "absent") return textAt(own);
  const providers = provider?.child("region");
  if (providers !== undefined && providers.state !== "absent") return textAt(providers);
  const zone = textAt(properties.child("availabilityZone"), `${fallback}a`);
  return "value" in zone ? { value: zone.value.replace(/[a-z]$/, "") } : zone;
}
