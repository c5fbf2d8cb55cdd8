import type { FastifyRequest } from "fastify";
import { type Logger, pino } from "pino";
import type { Config } from "./config.ts";

/**
 * The one logger. Lines are JSON; what could hold a secret never reaches them: no headers, no bodies, and addresses
 * without their query, because authorization codes and state travel there.
 */
export function createLogger(config: Pick<Config, "logLevel">): Logger {
  return pino({
    level: config.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: {
      req: (request: FastifyRequest) => ({ method: request.method, path: withoutQuery(request.url) }),
      res: (reply: { statusCode: number }) => ({ status: reply.statusCode }),
      err: pino.stdSerializers.err,
    },
  });
}

/** The path of a request's address; its query may hold codes and keys. */
export function withoutQuery(url: string): string {
  const mark = url.indexOf("?");
  return mark < 0 ? url : url.slice(0, mark);
}
