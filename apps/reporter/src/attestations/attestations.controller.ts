import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { scopeIds } from '@trailkeeper/catalog';
import { type Attestation, attestationSchema, attestationStateSchema } from '@trailkeeper/contract';
import {
  ApiError,
  ApiRoute,
  type Caller,
  CurrentCaller,
  cursorSchema,
  pageOf,
  positionOf,
  storableText,
  writtenText,
} from '@trailkeeper/http';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { type AttestationRequestBody, attestationRequestSchema, newAttestation } from './attestation-request.js';
import { createAttestation } from './create-attestation.js';
import { findAttestations, maybeAttestation } from './find-attestations.js';
import { withdrawAttestation } from './withdraw-attestation.js';

const listSchema = z.strictObject({
  service: z.enum(scopeIds()).optional().describe('A service, a family of services, or `all`.'),
  action: storableText(500).optional().describe('Any name of an action.'),
  state: attestationStateSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: cursorSchema,
});

const pageSchema = z.object({ items: z.array(attestationSchema), nextCursor: z.string().nullable() });

const withdrawalSchema = z.strictObject({
  reason: writtenText(1000).describe('Why the attestation does not hold.'),
});

@Controller('v1/attestations')
export class AttestationsController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Post()
  @ApiRoute({
    summary: 'Attests that a documented action is not applicable here',
    description:
      'A person gives their word: who, why, until when. A coverage report leaves the action out of coverage if ' +
      'attestations hold for the whole of its period, one alone or several without a gap, and the action was not seen; if ' +
      'it was seen all the same, the report says so. An attestation is never changed and never deleted: it ends by ' +
      'itself, or is withdrawn. Of several that are needed, the one made last is quoted.',
    body: {
      schema: attestationRequestSchema,
      example: {
        action: 'kms.importtoken.create',
        reason: 'Keys are only generated in the service here; importing is switched off by policy SEC-12.',
        until: '2027-01-01',
        attestedBy: 'Mira Okafor, security architect',
      },
    },
    responses: { 201: { description: 'Recorded; `Location` leads to it.', schema: attestationSchema } },
  })
  async create(
    @Body({ schema: attestationRequestSchema }) body: AttestationRequestBody,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Attestation> {
    const id = await createAttestation(this.dataSource, newAttestation(body, caller.name));
    reply.header('location', `/v1/attestations/${id}`);
    return this.get(id);
  }

  @Get()
  @ApiRoute({
    summary: 'Attestations, the one made last first',
    responses: { 200: { description: 'A page of attestations.', schema: pageSchema } },
  })
  async find(@Query({ schema: listSchema }) query: z.output<typeof listSchema>): Promise<z.output<typeof pageSchema>> {
    const { cursor, limit, ...filter } = query;
    const after = cursor === undefined ? undefined : positionOf(cursor);
    const attestations = await findAttestations(this.dataSource, { ...filter, after, limit });
    return pageOf(attestations, limit, ({ attestedAt, id }) => ({ at: attestedAt, id }));
  }

  @Get(':id')
  @ApiRoute({
    summary: 'One attestation',
    responses: { 200: { description: 'The attestation.', schema: attestationSchema }, 404: 'No such attestation.' },
  })
  async get(@Param('id') id: string): Promise<Attestation> {
    const attestation = await maybeAttestation(this.dataSource, id);
    if (attestation === undefined) throw new ApiError('not_found', 404, `There is no attestation "${id}".`);
    return attestation;
  }

  @Delete(':id')
  @ApiRoute({
    summary: 'Withdraws an attestation',
    description:
      'It stays on record, with who withdrew it, when and why. Reports made from now on do not count it, for past ' +
      'periods neither; reports already made stay as they are.',
    responses: {
      200: { description: 'The attestation, withdrawn.', schema: attestationSchema },
      404: 'No such attestation.',
      409: 'It was withdrawn before.',
    },
  })
  async withdraw(
    @Param('id') id: string,
    @Query({ schema: withdrawalSchema }) { reason }: z.output<typeof withdrawalSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<Attestation> {
    const { id: known } = await this.get(id);
    const isWithdrawn = await withdrawAttestation(this.dataSource, { id: known, by: caller.name, reason });
    const attestation = await this.get(known);
    if (isWithdrawn) return attestation;
    const { at, by } = attestation.withdrawal ?? {};
    throw new ApiError(
      'conflict',
      409,
      `The attestation was already withdrawn by ${by} at ${at}; there is nothing left to do.`,
    );
  }
}
