/** The volumes of EBS that resources make. */

import type { Property } from "./property";
import type { Resource } from "./rule";

/** Type of volumes that are resources of their own. */
export const volume = "aws:ebs/volume:Volume";

/** A volume; its type stands under one key or another. */
export interface Volume {
  readonly settings: Property;
  readonly kind: Property;
}

/** The volumes that a resource states: itself, those of its block device mappings, or its root and block devices. */
export function volumesOf({ type, properties }: Resource): Volume[] {
  if (type === volume) return [{ settings: properties, kind: properties.at("type") }];
  const mapped = properties.at("blockDeviceMappings").items();
  return [
    ...mapped.map((mapping) => mapping.at("ebs")),
    properties.at("rootBlockDevice"),
    ...properties.at("ebsBlockDevices").items(),
  ]
    .filter((settings) => settings.given() !== false)
    .map((settings) => ({ settings, kind: settings.at("volumeType") }));
}
