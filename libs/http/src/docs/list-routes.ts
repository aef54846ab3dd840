import { type INestApplicationContext, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { IS_PUBLIC } from '../auth/public.decorator.js';
import { API_ROUTE, type ApiRouteDocs } from './api-route.decorator.js';

export interface Route {
  method: string;
  /** As Fastify knows it: `/v1/events/:id`. */
  path: string;
  controller: { name: string };
  handler: string;
  isPublic: boolean;
  docs: ApiRouteDocs | undefined;
}

type Controller = { name: string; prototype: Record<string, object> };

/** Every route of every controller of the app, the product's own (`/v1/…`) before health and the like, then by path and method. */
export function listRoutes(discovery: DiscoveryService): Route[] {
  const controllers = new Set(discovery.getControllers().map((wrapper) => wrapper.metatype as unknown as Controller));
  const routes = [...controllers].flatMap(routesOf);
  return routes.sort((a, b) => rank(a) - rank(b) || compare(a.path, b.path) || compare(a.method, b.method));
}

/** For tests: the routes that lack `@ApiRoute`, as `GET /v1/things`. Should be none. */
export function undocumentedRoutes(app: INestApplicationContext): string[] {
  const routes = listRoutes(app.get(DiscoveryService, { strict: false }));
  return routes.filter((route) => route.docs === undefined).map((route) => `${route.method} ${route.path}`);
}

function routesOf(controller: Controller): Route[] {
  const prefixes = pathsIn(controller);
  return new MetadataScanner().getAllMethodNames(controller.prototype).flatMap((handler) => {
    const target = controller.prototype[handler] as object;
    const method = Reflect.getMetadata(METHOD_METADATA, target) as RequestMethod | undefined;
    if (method === undefined) return [];
    return prefixes.flatMap((prefix) =>
      pathsIn(target).map((path) => ({
        method: RequestMethod[method],
        path: join(prefix, path),
        controller,
        handler,
        isPublic: Boolean(Reflect.getMetadata(IS_PUBLIC, target) ?? Reflect.getMetadata(IS_PUBLIC, controller)),
        docs: Reflect.getMetadata(API_ROUTE, target) as ApiRouteDocs | undefined,
      })),
    );
  });
}

function pathsIn(target: object): string[] {
  return [Reflect.getMetadata(PATH_METADATA, target) as string | string[]].flat();
}

function join(...parts: string[]): string {
  return `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;
}

function rank({ path }: Route): number {
  return path.startsWith('/v1/') ? 0 : 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
