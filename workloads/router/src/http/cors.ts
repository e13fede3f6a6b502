import cors from "@fastify/cors";
import type { FastifyInstance } from "fastify";
import * as z from "zod";

/** How long a browser may remember what it was told, in seconds. */
const REMEMBERED_SECONDS = 600;

/** Origins of web pages: `*` for all of them, or a list. */
export type CorsOrigins = "*" | readonly string[];

const allowed =
  "origins of web pages with commas between them, as in https://chat.example.com, or * for every page (default none)";

/** The variable's schema. */
export const corsOrigins = z
  .string()
  .default("")
  .transform((text, context): CorsOrigins => {
    if (text.trim() === "*") return "*";
    const origins = text.split(",").map((origin) => origin.trim());
    const named = origins.filter((origin) => origin !== "");
    if (!named.every(isOrigin)) context.addIssue({ code: "custom", message: allowed });
    return named;
  });

/** Scheme, host and port as a browser sends them: nothing else would ever be equal to what it sends. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}

/**
 * Lets pages of these origins use the API; never the admin API, whose key belongs in no page. Cookies are not used, so
 * that a page has to bring a key.
 * @param origins an empty list sends no headers and answers no preflight
 */
export function installCors(app: FastifyInstance, origins: CorsOrigins): void {
  if (origins.length === 0) return;
  const open = {
    origin: origins === "*" ? "*" : [...origins],
    methods: ["GET", "POST"],
    exposedHeaders: "*",
    maxAge: REMEMBERED_SECONDS,
  };
  app.register(cors, {
    delegator: (request, done) => done(null, request.url.startsWith("/v1/") ? open : { origin: false }),
  });
}
