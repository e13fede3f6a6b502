/** The keys of a compose file, services aside. */

import { z } from "zod";
import { flag, mustBe, scalarText, strict, text, textLike, textMap } from "./fields";
import { serviceSchema } from "./service-schema";

/** Keys of one subnet of a network's `ipam.config`. */
export const subnetShape = { subnet: text(), gateway: text().optional(), ip_range: text().optional() };

/** Keys of a network's `ipam`. */
export const ipamShape = {
  driver: z.literal("default", mustBe("default")).optional(),
  config: z.array(strict(subnetShape, "a map with the key subnet"), mustBe("a list of subnets")).default([]),
};

const driverOptions = z.record(z.string(), scalarText(), mustBe("a map of text"));

/** Keys of a network. */
export const networkShape = {
  name: text().optional(),
  external: flag().optional(),
  driver: text().optional(),
  driver_opts: driverOptions.optional(),
  internal: flag().optional(),
  attachable: flag().optional(),
  labels: textMap("labels").optional(),
  ipam: strict(ipamShape, "a map with the key config").optional(),
};

/** Keys of a named volume. */
export const volumeShape = {
  name: text().optional(),
  external: flag().optional(),
  driver: text().optional(),
  driver_opts: driverOptions.optional(),
  labels: textMap("labels").optional(),
};

/** Keys of a secret. Only files: a secret's value never passes through Pulumi's state. */
export const secretShape = { file: text() };

/** A map whose entries may be left empty. */
const entries = <Entry extends z.ZodType>(entry: Entry, what: string) =>
  z.preprocess(
    (value) => value ?? {},
    z.record(textLike(/^[a-zA-Z0-9._-]+$/, `a name of ${what}`), entry, mustBe(`a map of ${what}`)),
  );

const emptyAllowed = <Entry extends z.ZodType>(entry: Entry) => z.preprocess((value) => value ?? {}, entry);

const network = emptyAllowed(strict(networkShape, "a map of a network's settings, or empty"));
const volume = emptyAllowed(strict(volumeShape, "a map of a volume's settings, or empty"));

/** Every key of a compose file. */
export const fileShape = {
  /** Read by Compose before version 2 and without meaning since. */
  version: scalarText().optional(),
  name: textLike(/^[a-z0-9][a-z0-9_-]*$/, "a project's name: a-z, 0-9, _ and -").optional(),
  services: z.record(
    textLike(/^[a-zA-Z0-9._-]+$/, "a service's name"),
    serviceSchema,
    mustBe("a map of services"),
  ),
  networks: entries(network, "networks").optional(),
  volumes: entries(volume, "volumes").optional(),
  secrets: entries(strict(secretShape, "a map with the key file"), "secrets").optional(),
};

/** A compose file as it is written, with its variables filled in. */
export const fileSchema = strict(fileShape, "a map with the key services");
export type WrittenFile = z.infer<typeof fileSchema>;
export type WrittenNetwork = z.infer<typeof network>;
export type WrittenVolume = z.infer<typeof volume>;
