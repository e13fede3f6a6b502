/** Names of objects of Kubernetes and of stored secrets, as keys of the config have them. */

import { z } from "zod";

/** A DNS subdomain, as the names of most objects are. */
const OBJECT_NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** Name of an object; `what` it is stands in the message. */
export const objectName = (what: string) => z.string().regex(OBJECT_NAME, `is not the name of a ${what}`);

/** Name of a ClusterSecretStore of External Secrets. */
export const storeName = () => objectName("store");

/** What every key that names a store says. */
export const STORE_WORDS = { allowed: "the name of a ClusterSecretStore", examples: ["vault"] };

/** Name of a secret in a store. */
export const storedSecret = () => z.string().min(1).max(512);

/** What every key that names a secret in a store allows. */
export const STORED_SECRET_ALLOWED = "1 to 512 characters";
