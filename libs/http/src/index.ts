export type { AppOptions } from './app/app-options.js';
export { createApp } from './app/create-app.js';
export { runApp, type Runnable } from './app/run-app.js';
export { SOFTWARE_VERSION } from './app/software-version.js';
export { StartError } from './app/start-error.js';
export { Stopping, stoppingError, type StopTimes } from './app/stopping.js';
export { BearerGuard } from './auth/bearer.guard.js';
export { CurrentCaller } from './auth/current-caller.decorator.js';
export { Public } from './auth/public.decorator.js';
export { acceptSecret, type Caller, VERIFY_CALLER, type VerifyCaller } from './auth/verify-caller.js';
export { ApiRoute, type ApiRouteDocs, type BodyDocs, type ResponseDocs } from './docs/api-route.decorator.js';
export { undocumentedRoutes } from './docs/list-routes.js';
export type { OpenApiDocument } from './docs/openapi.js';
export { PartFault } from './health/part-fault.js';
export { HEALTH_CHECKS, type HealthCheck } from './health/readiness.js';
export { addStateMetrics, type WatchedPart } from './health/state-metrics.js';
export { type CapturedLog, captureLog, type LogLine } from './logging/capture-log.js';
export { APP_LOGGER, type Logger, type LoggerOptions } from './logging/logger.js';
export { type Kept, keptFresh } from './metrics/kept-fresh.js';
export { measureKnown } from './metrics/measure-known.js';
export { measurePool, type PoolUse } from './metrics/measure-pool.js';
export { ApiError, type FieldError, type ProblemExtra, unavailable } from './problems/api-error.js';
export { PROBLEM_TYPE, type Problem, problemSchema } from './problems/problem.js';
export { type NamePosition, nameCursorSchema, namePositionOf, pageByName } from './requests/name-cursor.js';
export {
  type PagePosition,
  cursorSchema,
  cursorSchemaOf,
  isNumberId,
  isUuid,
  numberCursorSchema,
  pageOf,
  positionOf,
} from './requests/page-cursor.js';
export { parseRequest } from './requests/parse-request.js';
export { storableText, writtenLine, writtenText } from './requests/written-text.js';
export { readSettings, SettingsError } from './settings/read-settings.js';
export * as setting from './settings/setting.js';
