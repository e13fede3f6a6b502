import Fastify, { LogController } from "fastify";
import type { FastifyInstance } from "fastify";

import type { RouterConfig } from "./config.ts";
import type { RouterError } from "./errors.ts";
import { AnswerCache } from "./cache/answer-cache.ts";
import { CacheMetrics } from "./cache/cache-metrics.ts";
import { installAccessLog } from "./http/access-log.ts";
import { installToldHeaders } from "./http/answer-head.ts";
import { answerBrokenRequest, answerFrameworkError, installErrorMapping } from "./http/error-mapping.ts";
import { installCors } from "./http/cors.ts";
import { installJsonBody } from "./http/json-body.ts";
import { OpenCalls } from "./http/open-calls.ts";
import { installAccess } from "./keys/access.ts";
import { endSilentConnections } from "./http/silent-connections.ts";
import { requestIdOf } from "./http/request-id.ts";
import { zodValidatorCompiler } from "./http/zod-validation.ts";
import { Metrics } from "./observability/metrics.ts";
import { Readiness } from "./readiness.ts";
import { installRedis } from "./redis/install.ts";
import { RegistryHolder } from "./registry/loader.ts";
import { Reloader } from "./reload/reloader.ts";
import { installStore } from "./store/install.ts";
import { chatCompletionRoutes } from "./routes/chat-completions.ts";
import { completionRoutes } from "./routes/completions.ts";
import { embeddingRoutes } from "./routes/embeddings.ts";
import { healthRoutes } from "./routes/health.ts";
import { messagesRoutes } from "./routes/messages.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import type { ModelCallDeps } from "./routes/model-call.ts";
import { modelRoutes } from "./routes/models.ts";
import { openApiRoutes } from "./routes/openapi.ts";
import { responsesRoutes } from "./routes/responses.ts";
import { Tracing } from "./tracing/tracing.ts";

/** A client must have sent its whole request by then, in milliseconds. */
const REQUEST_TIMEOUT_MS = 120_000;

/** What the process around the app needs of it. */
export interface Router {
  readonly app: FastifyInstance;
  /** Says on `/readyz` that the router is stopping. */
  readonly beginStop: () => void;
  /** Ends every open call with an error that its client gets to see. */
  readonly abortCalls: (reason: RouterError) => void;
  /** Reads the registry file and the files of secrets again. @param cause why, for the log */
  readonly reload: (cause: string) => void;
  /** Does so as well whenever one of them changes. */
  readonly watchFiles: () => void;
  /** How many calls are open. */
  readonly openCalls: () => number;
}

/**
 * Builds the app without listening.
 * @param logStream where log lines go
 * @default process.stdout
 */
export function buildApp(config: RouterConfig, logStream?: { write(line: string): void }): Router {
  const app = newFastify(config, logStream);
  const registry = new RegistryHolder(config, config.registry);
  const metrics = new Metrics(() => registry.current);
  const calls = new OpenCalls();
  const reloader = new Reloader(config, { registry, metrics, log: app.log });
  let stopping = false;

  endSilentConnections(app);
  installToldHeaders(app);
  installAccessLog(app);
  installErrorMapping(app, config.bodyLimitBytes);
  installJsonBody(app);
  const redis = installRedis(app, config.redis, metrics);
  const access = installStore(app, { config, registry, redis, reloader });
  installCors(app, config.corsOrigins);
  // Behind it: a page is to read why its key is refused.
  app.after(() => installAccess(app, access?.ring));
  app.setValidatorCompiler(zodValidatorCompiler);
  openApiRoutes(app);
  healthRoutes(app, { readiness: new Readiness(registry), isStopping: () => stopping });
  modelRoutes(app, { registry, calls });
  const kept = { redis, metrics: new CacheMetrics(metrics.registry), limitBytes: config.cacheEntryBytes };
  const modelCalls: ModelCallDeps = {
    registry,
    calls,
    metrics,
    limits: access?.limits,
    cache: new AnswerCache(kept),
    tracing: new Tracing(app, config.tracing),
    logPrompts: config.logPrompts,
    clientStallMs: config.limits.clientStallMs,
  };
  modelCallRoutes(app, modelCalls);
  metricsRoutes(app, metrics);
  app.addHook("onClose", () => {
    reloader.stop();
    return registry.close();
  });

  return {
    app,
    beginStop: () => {
      stopping = true;
    },
    abortCalls: (reason) => calls.abortAll(reason),
    reload: (cause) => reloader.reload(cause),
    watchFiles: () => reloader.watch(),
    openCalls: () => calls.size,
  };
}

function modelCallRoutes(app: FastifyInstance, deps: ModelCallDeps): void {
  chatCompletionRoutes(app, deps);
  completionRoutes(app, deps);
  embeddingRoutes(app, deps);
  messagesRoutes(app, deps);
  responsesRoutes(app, deps);
}

function newFastify(config: RouterConfig, logStream?: { write(line: string): void }): FastifyInstance {
  return Fastify({
    logger: { level: config.logLevel, ...(logStream === undefined ? {} : { stream: logStream }) },
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: requestIdOf,
    bodyLimit: config.bodyLimitBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Requests that come on open connections while the router stops are still served.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: answerFrameworkError,
  });
}
