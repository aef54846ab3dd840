import { Controller, Get, Redirect } from '@nestjs/common';
import { ApiRoute, Public } from '@trailkeeper/http';

/** Where a browser lands: the documentation, as long as the console is not served here. */
@Public()
@Controller()
export class RootController {
  @Get()
  @Redirect('/docs', 302)
  @ApiRoute({ summary: 'Leads to the page about this API', tag: 'about', responses: { 302: 'To /docs.' } })
  root(): void {}
}
