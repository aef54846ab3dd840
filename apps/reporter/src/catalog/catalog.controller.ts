import { Controller, Get, Param } from '@nestjs/common';
import { SERVICES } from '@trailkeeper/catalog';
import {
  type CatalogServiceDetail,
  type CatalogServices,
  catalogServiceDetailSchema,
  catalogServicesSchema,
} from '@trailkeeper/contract';
import { ApiError, ApiRoute } from '@trailkeeper/http';
import { describeService, describeServices } from './describe-catalog.js';

@Controller('v1/catalog/services')
export class CatalogController {
  @Get()
  @ApiRoute({
    summary: 'Services of the catalog',
    description:
      'With how many actions each is documented to emit. `catalogVersion` names the meaning that reports count by.',
    responses: { 200: { description: 'All services.', schema: catalogServicesSchema } },
  })
  findServices(): CatalogServices {
    return describeServices();
  }

  @Get(':service')
  @ApiRoute({
    summary: 'One service with its sections and actions',
    responses: { 200: { description: 'The service.', schema: catalogServiceDetailSchema }, 404: 'No such service.' },
  })
  getService(@Param('service') id: string): CatalogServiceDetail {
    const service = describeService(id);
    if (service !== undefined) return service;
    const known = SERVICES.map((one) => one.id).join(', ');
    throw new ApiError('not_found', 404, `Service "${id}" is not in the catalog; known services: ${known}.`);
  }
}
