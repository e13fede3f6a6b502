import * as z from "zod";

import { budgetPeriods } from "../../keys/key.ts";

const MOST_PER_MINUTE = 1_000_000_000;
const LONGEST_NAME = 100;
const LONGEST_GRACE_SECONDS = 30 * 86_400;

const text = (allowed: string) =>
  z.string({ error: allowed }).min(1, { error: allowed }).max(LONGEST_NAME, { error: allowed });

function perMinute(what: string) {
  const allowed = `a whole number of ${what} from 1 to ${MOST_PER_MINUTE}`;
  return z.int({ error: allowed }).min(1, { error: allowed }).max(MOST_PER_MINUTE, { error: allowed });
}

/** Body of `POST /admin/v1/keys`. */
export const keyBody = z.strictObject(
  {
    name: text(`a string of 1 to ${LONGEST_NAME} characters`),
    tenant: text(`a string of 1 to ${LONGEST_NAME} characters`).optional(),
    models: z
      .array(text("a name or a pattern of models"), { error: "a list of names and patterns of models" })
      .min(1, { error: "a list of one name or more; leave it out for all models" })
      .nullish(),
    requests_per_minute: perMinute("requests").nullish(),
    tokens_per_minute: perMinute("tokens").nullish(),
    budget: z
      .strictObject(
        {
          dollars: z
            .number({ error: "US dollars, a number above 0" })
            .positive({ error: "US dollars, a number above 0" }),
          period: z
            .enum(budgetPeriods, { error: `one of ${budgetPeriods.join(", ")} (default month)` })
            .default("month"),
        },
        { error: "an object with dollars, and a period if wanted" },
      )
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
