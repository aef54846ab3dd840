import { SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = 'trailkeeper:is-public';

/** Marks a route or controller that needs no token: health, metrics, the pages about the API. All others need one. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(IS_PUBLIC, true);
