import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Injectable, Module, NotFoundException, Param, Post, Query, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { connect } from 'node:net';
import { Counter, Registry } from 'prom-client';
import { z } from 'zod';
import {
  acceptSecret,
  ApiError,
  ApiRoute,
  type Caller,
  captureLog,
  createApp,
  CurrentCaller,
  HEALTH_CHECKS,
  Public,
  unavailable,
  undocumentedRoutes,
  VERIFY_CALLER,
} from '../index.js';

const SECRET = 'a-secret-of-twenty-chars';
const newThing = z
  .object({ kind: z.enum(['red', 'blue']).describe('Its `colour`.'), size: z.int().min(1).max(9).default(3) })
  .meta({ id: 'NewThing' });
const thing = z.strictObject({ id: z.string(), kind: z.string(), by: z.string() }).meta({ id: 'Thing' });
const search = z.object({ limit: z.coerce.number().int().max(100).default(20), since: z.iso.datetime() });

@Injectable()
class Things {
  readonly made: Counter;

  constructor(registry: Registry) {
    this.made = new Counter({ name: 'things_made_total', help: 'Things made.', registers: [registry] });
  }
}

@Controller('v1/things')
class ThingsController {
  constructor(private readonly things: Things) {}

  @Post()
  @ApiRoute({ summary: 'Makes a thing', responses: { 202: { description: 'Made.', schema: thing } } })
  make(@Body({ schema: newThing }) body: z.output<typeof newThing>, @CurrentCaller() caller: Caller) {
    this.things.made.inc();
    return { id: '1', kind: body.kind, by: caller.name };
  }

  @Get()
  @ApiRoute({ summary: 'Finds things <all>', responses: { 200: { description: 'Some.', schema: z.array(thing) } } })
  find(@Query({ schema: search }) query: z.output<typeof search>) {
    return [{ limit: query.limit }];
  }

  @Get(':id')
  @ApiRoute({ summary: 'One thing', responses: { 200: { description: 'It.', schema: thing }, 404: 'No such thing.' } })
  get(@Param('id') id: string) {
    if (id === 'gone') throw new NotFoundException('Thing "gone" does not exist.');
    if (id === 'busy') throw unavailable('Being rebuilt.', 7.2, new Error('lock'));
    if (id === 'taken') throw new ApiError('thing_taken', 409, 'Thing "taken" is taken.', { members: { by: 'me' } });
    const detail = { detail: 'row contents', parameters: ['an event payload'] };
    throw Object.assign(new Error('relation things: password=hunter2', { cause: new Error('below') }), detail);
  }
}

@Public()
@Controller('open')
class OpenController {
  @Get()
  undocumented() {
    return { open: true };
  }

  @Get('stream')
  stream(@Res() reply: FastifyReply) {
    reply.raw.write('half');
    throw new Error('broke midway');
  }
}

const health = { isBroken: false };

@Module({
  controllers: [ThingsController, OpenController],
  providers: [
    Things,
    { provide: VERIFY_CALLER, useValue: acceptSecret(SECRET, { name: 'tester' }) },
    {
      provide: HEALTH_CHECKS,
      useValue: {
        database: async () => {
          if (health.isBroken) throw new Error('cannot reach postgres://user:hunter2@db');
        },
      },
    },
  ],
})
class AppModule {}

const log = captureLog();
let app: NestFastifyApplication;

beforeAll(async () => {
  const options = { name: 'sample', version: '1.2.3', maxBodyBytes: 2000, publicUrl: 'https://trail.example.com' };
  app = await createApp(AppModule, { ...options, logger: { level: 'debug', destination: log.destination } });
});
afterAll(() => app.close());

const authorization = `Bearer ${SECRET}`;
const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ url, headers: { authorization, ...headers } });
const post = (payload: string, type = 'application/json') =>
  app.inject({ method: 'POST', url: '/v1/things', payload, headers: { authorization, 'content-type': type } });

describe('errors', () => {
  it('answers a known fault as it was thrown', async () => {
    const answer = await get('/v1/things/taken', { 'x-request-id': 'req-1' });
    expect(answer.statusCode).toBe(409);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toEqual({
      type: 'urn:trailkeeper:problem:thing_taken',
      title: 'Thing taken',
      status: 409,
      detail: 'Thing "taken" is taken.',
      code: 'thing_taken',
      requestId: 'req-1',
      by: 'me',
    });
  });

  it('tells when to try again', async () => {
    const answer = await get('/v1/things/busy');
    expect([answer.statusCode, answer.headers['retry-after'], answer.json().code]).toEqual([503, '8', 'unavailable']);
  });

  it('hides the cause of a fault of ours and logs it under the request id', async () => {
    const answer = await get('/v1/things/crash', { 'x-request-id': 'req-crash' });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ code: 'internal_error', requestId: 'req-crash' });
    expect(answer.body).not.toMatch(/hunter2|relation|below/);
    const line = log.lines().find((one) => one.requestId === 'req-crash' && one.level === 'error');
    expect(line).toMatchObject({
      err: { message: expect.stringContaining('relation things'), cause: { message: 'below' } },
    });
    expect(JSON.stringify(line)).not.toMatch(/row contents|event payload/);
  });

  it.each([
    ['an unknown route', () => get('/v1/nothing?token=abc'), 404, 'unknown_route'],
    ['a missing thing', () => get('/v1/things/gone'), 404, 'not_found'],
    ['malformed JSON', () => post('{"kind":'), 400, 'malformed_json'],
    ['an empty JSON body', () => post(''), 400, 'malformed_json'],
    ['a poisoned JSON body', () => post('{"__proto__":{"x":1}}'), 400, 'malformed_json'],
    ['a body too large', () => post(JSON.stringify({ kind: 'x'.repeat(3000) })), 413, 'body_too_large'],
    ['a form', () => post('kind=red', 'application/x-www-form-urlencoded'), 415, 'unsupported_media_type'],
    ['plain text', () => post('red', 'text/plain'), 415, 'unsupported_media_type'],
    ['a URL that cannot be decoded', () => get('/v1/things/%zz'), 400, 'malformed_url'],
    ['a parameter too long', () => get(`/v1/things/${'x'.repeat(600)}`), 414, 'url_too_long'],
  ])('answers %s with a stable code', async (_, request, status, code) => {
    const answer = await request();
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.json()).toMatchObject({ status, requestId: answer.headers['x-request-id'] });
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).not.toContain('token=abc');
  });

  it('lists every wrong field with what is allowed', async () => {
    const answer = await post('{"kind":"green","size":10,"weight":1}');
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_request']);
    expect(answer.json().errors).toEqual([
      { field: 'kind', message: expect.any(String), allowed: ['red', 'blue'] },
      { field: 'size', message: expect.any(String) },
      { field: 'weight', message: 'Unknown field.', allowed: ['kind', 'size'] },
    ]);
    const query = await get('/v1/things?limit=1000&colour=red');
    expect(query.json().errors.map((error: { field: string }) => error.field)).toEqual(['limit', 'since', 'colour']);
  });

  it('cuts off an answer that fails midway', async () => {
    await expect(app.inject('/open/stream')).rejects.toThrow();
  });

  it('answers what is not HTTP with a problem', async () => {
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as { port: number };
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => socket.write('nonsense\r\n\r\n'));
      socket.on('data', (data) => (text += String(data))).on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'bad_request', status: 400 });
  });
});

describe('callers', () => {
  it('are known by their token and handed to the route', async () => {
    const answer = await post('{"kind":"red"}');
    expect([answer.statusCode, answer.json()]).toEqual([202, { id: '1', kind: 'red', by: 'tester' }]);
  });

  it.each([
    ['no token', undefined, 'Bearer'],
    ['another scheme', `Basic ${SECRET}`, 'Bearer'],
    ['a wrong token', 'Bearer something-else-entirely', 'Bearer error="invalid_token"'],
    ['half the token', `Bearer ${SECRET.slice(0, 10)}`, 'Bearer error="invalid_token"'],
  ])('are refused with %s', async (_, authorization, challenge) => {
    const answer = await app.inject({
      url: '/v1/things/1',
      headers: authorization === undefined ? {} : { authorization },
    });
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'unauthorized']);
    expect(answer.headers['www-authenticate']).toBe(challenge);
  });

  it('are refused before their body is read', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/things',
      payload: '{"kind":',
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.statusCode).toBe(401);
  });

  it('need no token on public routes', async () => {
    for (const url of ['/open', '/health/live', '/health/ready', '/metrics', '/docs', '/openapi.json']) {
      expect((await app.inject(url)).statusCode).toBe(200);
    }
  });

  it('must be verifiable for an app with guarded routes to start', async () => {
    @Module({ controllers: [ThingsController], providers: [Things] })
    class Unguarded {}
    const options = { name: 'unguarded', logger: { level: 'silent' as const } };
    await expect(createApp(Unguarded, options)).rejects.toThrow('VERIFY_CALLER');
  });
});

describe('health', () => {
  it('is ready while every check passes', async () => {
    expect((await app.inject('/health/ready')).json()).toEqual({ status: 'ok', checks: { database: 'ok' } });
  });

  it('names the failing check, tells nothing of the cause and logs the change once', async () => {
    health.isBroken = true;
    const answers = [await app.inject('/health/ready'), await app.inject('/health/ready')];
    health.isBroken = false;
    for (const answer of answers) {
      expect(answer.statusCode).toBe(503);
      expect(answer.json()).toMatchObject({
        code: 'not_ready',
        detail: 'Not ready: database failed.',
        checks: { database: 'failed' },
      });
      expect(answer.body).not.toContain('hunter2');
    }
    expect(log.lines().filter((line) => line.msg === 'health check failed')).toHaveLength(1);
    expect((await app.inject('/health/ready')).statusCode).toBe(200);
    expect((await app.inject('/health/live')).json()).toEqual({ status: 'ok' });
  });
});

describe('metrics', () => {
  it('count requests by route pattern and hold what features and the process register', async () => {
    await get('/v1/things/taken');
    const answer = await app.inject('/metrics');
    expect(answer.headers['content-type']).toContain('text/plain');
    expect(answer.body).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/v1\/things\/:id",status="409"\} [1-9]/,
    );
    expect(answer.body).toContain('route="none",status="404"');
    expect(answer.body).toContain('things_made_total 1');
    expect(answer.body).toContain('process_resident_memory_bytes');
  });
});

describe('requests', () => {
  it('are logged one line each, with id, route pattern, status and time, probes at debug', async () => {
    await get('/v1/things/taken?token=query-secret', { 'x-request-id': 'req-line' });
    await app.inject({ url: '/health/live', headers: { 'x-request-id': 'req-probe' } });
    const lines = log.lines().filter((line) => line.requestId === 'req-line');
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'info',
        method: 'GET',
        route: '/v1/things/:id',
        status: 409,
        ms: expect.any(Number),
        app: 'sample',
      }),
    ]);
    expect(log.lines().find((line) => line.requestId === 'req-probe')).toMatchObject({
      level: 'debug',
      route: '/health/live',
    });
  });

  it('keep a sane request id and replace any other', async () => {
    expect((await get('/open', { 'x-request-id': 'trace.1-A:b' })).headers['x-request-id']).toBe('trace.1-A:b');
    for (const bad of ['two words', '<script>', 'x'.repeat(200), '']) {
      expect((await get('/open', { 'x-request-id': bad })).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('leave no secret in the log', () => {
    expect(log.text()).not.toContain(SECRET);
    expect(log.text()).not.toContain('query-secret');
    expect(log.text()).not.toContain('something-else-entirely');
  });
});

describe('the documents about the API', () => {
  it('are OpenAPI 3.1 with every described route, its schemas, problems and who may call it', async () => {
    const document = (await app.inject('/openapi.json')).json();
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Trailkeeper sample', version: '1.2.3' } });
    expect(document.servers).toEqual([{ url: 'https://trail.example.com' }]);
    expect(Object.keys(document.paths)).toEqual([
      '/v1/things',
      '/v1/things/{id}',
      '/docs',
      '/health/live',
      '/health/ready',
      '/metrics',
      '/openapi.json',
    ]);
    const make = document.paths['/v1/things'].post;
    expect(make.requestBody.content['application/json'].schema).toEqual({ $ref: '#/components/schemas/NewThing' });
    expect(make.responses['202'].content['application/json'].schema).toEqual({ $ref: '#/components/schemas/Thing' });
    expect(Object.keys(make.responses)).toEqual(['202', '400', '401', '500']);
    expect(make.security).toBeUndefined();
    expect(document.paths['/health/live'].get.security).toEqual([]);
    expect(document.components.schemas.Problem.required).toContain('requestId');
    expect(document.components.schemas.NewThing).toMatchObject({ type: 'object', required: ['kind'] });
    expect(document.paths['/v1/things'].get.parameters).toEqual([
      expect.objectContaining({ name: 'limit', in: 'query', required: false }),
      { name: 'since', in: 'query', required: true, schema: { type: 'string', format: 'date-time' } },
    ]);
    expect(document.paths['/v1/things/{id}'].get.parameters).toEqual([
      { name: 'id', in: 'path', schema: { type: 'string' }, required: true },
    ]);
    for (const ref of JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
      expect(document.components.schemas).toHaveProperty(ref[1] ?? '');
    }
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('are a page with every route, an example of each, and nothing loaded from elsewhere', async () => {
    const answer = await app.inject('/docs');
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(answer.body).toContain('<code>/v1/things/{id}</code>');
    expect(answer.body).toContain('Finds things &lt;all&gt;');
    expect(answer.body).toContain('one of red, blue');
    expect(answer.body).toContain('whole number 1 to 9, default 3');
    expect(answer.body).toContain('curl -X POST &#39;https://trail.example.com/v1/things&#39;');
    expect(answer.body).toContain('since=2026-09-01T00%3A00%3A00Z');
    expect(answer.body).not.toMatch(/<script|src=|@import|url\(/);
  });

  it('can be checked for routes they lack', () => {
    expect(undocumentedRoutes(app)).toEqual(['GET /open', 'GET /open/stream']);
  });
});
