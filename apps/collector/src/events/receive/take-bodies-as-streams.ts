import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { BROKEN_HTTP } from './body-reader.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The Content-Type as it was sent, well-formed or not; empty when there was none. */
    declaredType: string;
    /** The sender waits to be told to go on (`Expect: 100-continue`), and has not been. */
    isWaitingToSend: boolean;
  }
}

/**
 * Hands request bodies to their handlers as they come, whatever their type says: a plain `curl -d` calls its body a form.
 * What it is, its bytes tell. Everything about a connection that follows from this is here too.
 */
export function takeBodiesAsStreams(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, body, done) => done(null, body));
  fastify.decorateRequest('declaredType', '');
  fastify.decorateRequest('isWaitingToSend', false);
  fastify.addHook('onRequest', (request, _reply, done) => {
    hideType(request);
    request.isWaitingToSend = ASKED_TO_WAIT.delete(request.raw);
    done();
  });
  answerBeforeTheBody(fastify);
  throwAwayTheRest(fastify);
  tellReadersOfBrokenHttp(fastify);
}

/** Fastify would refuse one that is malformed (415). */
function hideType(request: FastifyRequest): void {
  const { headers } = request.raw;
  if (headers['content-type'] === undefined) return;
  request.declaredType = headers['content-type'];
  headers['content-type'] = 'application/octet-stream';
}

/**
 * Node tells every sender that asks (RFC 9110 10.1.1) to go on at once. Here the handler does, when it wants the body: who has
 * no valid key gets its answer without having sent anything, and the connection is closed, since a body might follow or not.
 */
function answerBeforeTheBody(fastify: FastifyInstance): void {
  const { server } = fastify;
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    ASKED_TO_WAIT.add(request);
    server.emit('request', request, response);
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    if (request.isWaitingToSend) reply.header('connection', 'close');
    done();
  });
}

const ASKED_TO_WAIT = new WeakSet<IncomingMessage>();

/**
 * A request that was answered before its body was complete: the rest is read and thrown away for a while, since closing at
 * once would reset the connection under the answer. Then it is closed, whoever still sends.
 */
function throwAwayTheRest(fastify: FastifyInstance): void {
  fastify.addHook('onResponse', (request, _reply, done) => {
    done();
    const { raw } = request;
    if (raw.complete || raw.readableEnded || raw.destroyed) return;
    raw.resume();
    const cutOff = setTimeout(() => raw.socket.destroy(), LINGER_MS);
    raw.once('close', () => clearTimeout(cutOff)).once('end', () => clearTimeout(cutOff));
  });
}

/** 5 s: time for an answer to reach a sender that only looks for one when its system's buffers are full. */
const LINGER_MS = 5_000;

/**
 * What cannot be read as HTTP is answered on the bare socket, unless it is the body of a request in work: then its reader
 * learns of it, and the request is answered as any other.
 */
function tellReadersOfBrokenHttp({ server }: FastifyInstance): void {
  const others = server.listeners('clientError') as ((error: Error, socket: Socket) => void)[];
  server.removeAllListeners('clientError');
  server.on('clientError', (error: Error & { code?: string }, socket: Socket) => {
    const isBroken = error.code?.startsWith('HPE_') && socket.writable;
    if (isBroken && socket.emit(BROKEN_HTTP)) return;
    for (const other of others) other.call(server, error, socket);
  });
}
