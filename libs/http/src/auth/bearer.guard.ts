import { type CanActivate, type ExecutionContext, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, HttpAdapterHost, ModuleRef, Reflector } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { StartError } from '../app/start-error.js';
import { listRoutes } from '../docs/list-routes.js';
import { ApiError } from '../problems/api-error.js';
import { IS_PUBLIC } from './public.decorator.js';
import { type Caller, VERIFY_CALLER, type VerifyCaller } from './verify-caller.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who makes the request; undefined on public routes. */
    caller?: Caller;
  }
}

/**
 * Lets a request through if its route is public or its bearer token is somebody's (RFC 6750).
 *
 * The guard decides. The hook only asks the same question sooner: guards run after the body was read and parsed, which
 * must not be had for nothing by someone without a key.
 */
@Injectable()
export class BearerGuard implements CanActivate, OnModuleInit {
  private verify: VerifyCaller | undefined;

  constructor(
    private readonly moduleRef: ModuleRef,
    private readonly reflector: Reflector,
    private readonly discovery: DiscoveryService,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    const guarded = listRoutes(this.discovery).filter((route) => !route.isPublic);
    this.verify = this.maybeVerifier();
    if (guarded.length === 0) return;
    if (this.verify === undefined) {
      throw new StartError('No module provides VERIFY_CALLER, and not every route is @Public()');
    }
    const keys = new Set(guarded.map((route) => `${route.method} ${route.path}`));
    const fastify = this.adapterHost.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onRequest', async (request) => {
      const method = request.method === 'HEAD' ? 'GET' : request.method;
      if (keys.has(`${method} ${request.routeOptions.url}`)) request.caller = await this.authenticate(request);
    });
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.caller ??= await this.authenticate(request);
    return true;
  }

  private async authenticate(request: FastifyRequest): Promise<Caller> {
    const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) {
      throw unauthorized('This route needs a token: send "Authorization: Bearer <token>".', 'Bearer');
    }
    const caller = await this.verify?.(token);
    if (caller === undefined) throw unauthorized('The bearer token is not valid.', 'Bearer error="invalid_token"');
    return caller;
  }

  private maybeVerifier(): VerifyCaller | undefined {
    try {
      return this.moduleRef.get<VerifyCaller>(VERIFY_CALLER, { strict: false });
    } catch {
      return undefined; // Nest throws when no module provides it; onModuleInit says what that means.
    }
  }
}

function unauthorized(message: string, challenge: string): ApiError {
  return new ApiError('unauthorized', 401, message, { headers: { 'www-authenticate': challenge } });
}
