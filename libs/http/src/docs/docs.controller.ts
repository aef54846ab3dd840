import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { APP_OPTIONS, type AppOptions } from '../app/app-options.js';
import { SOFTWARE_VERSION } from '../app/software-version.js';
import { Public } from '../auth/public.decorator.js';
import { ApiRoute } from './api-route.decorator.js';
import { docsPage } from './docs-page.js';
import { DOCS_POLICY } from './docs-style.js';
import { listRoutes } from './list-routes.js';
import { type OpenApiDocument, openApiDocument } from './openapi.js';

@Public()
@Controller()
export class DocsController {
  private document: OpenApiDocument | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    @Inject(APP_OPTIONS) private readonly options: AppOptions,
  ) {}

  @Get('openapi.json')
  @ApiRoute({
    summary: 'This API as an OpenAPI 3.1 document',
    tag: 'about',
    responses: { 200: { description: 'The document.', contentType: 'application/json' } },
  })
  openapi(): OpenApiDocument {
    return (this.document ??= this.build());
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', DOCS_POLICY)
  @ApiRoute({
    summary: 'This API as a page to read',
    tag: 'about',
    responses: { 200: { description: 'The page.', contentType: 'text/html' } },
  })
  docs(@Req() request: FastifyRequest): string {
    return docsPage(this.openapi(), this.options.publicUrl ?? `${request.protocol}://${request.host}`);
  }

  private build(): OpenApiDocument {
    const {
      name,
      title = `Trailkeeper ${name}`,
      version = SOFTWARE_VERSION,
      description,
      publicUrl = '/',
    } = this.options;
    const info = { title, version, ...(description !== undefined && { description }) };
    return openApiDocument(listRoutes(this.discovery), info, publicUrl);
  }
}
