import * as z from "zod";

const LONGEST_NAME = 100;
const LONGEST_GRACE_SECONDS = 30 * 86_400;

const text = (allowed: string) =>
  z.string({ error: allowed }).min(1, { error: allowed }).max(LONGEST_NAME, { error: allowed });

/** Body of `POST /admin/v1/keys`. */
export const keyBody = z.strictObject(
  {
    name: text(`a string of 1 to ${LONGEST_NAME} characters`),
    tenant: text(`a string of 1 to ${LONGEST_NAME} characters`).optional(),
    models: z
      .array(text("a name or a pattern of models"), { error: "a list of names and patterns of models" })
      .min(1, { error: "a list of one name or more; leave it out for all models" })
      .nullish(),
    expires_in_seconds: z
      .number({ error: "a number of seconds above 0" })
      .positive({ error: "a number of seconds above 0" })
      .nullish(),
  },
  { error: "a JSON object with a name" },
);

/** Body of `POST /admin/v1/keys/{id}/rotate`. */
export const rotateBody = z
  .strictObject(
    {
      grace_seconds: z
        .number({ error: `a number of seconds from 0 to ${LONGEST_GRACE_SECONDS}` })
        .min(0, { error: `a number of seconds from 0 to ${LONGEST_GRACE_SECONDS}` })
        .max(LONGEST_GRACE_SECONDS, { error: `a number of seconds from 0 to ${LONGEST_GRACE_SECONDS}` })
        .nullish(),
    },
    { error: "a JSON object" },
  )
  .nullish();

export const idParams = z.object({ id: z.string() });
export const nameParams = z.object({ "*": z.string().min(1, { error: "a name" }) });
