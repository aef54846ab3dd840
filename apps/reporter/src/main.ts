import { runApp } from '@trailkeeper/http';
import { reporterSettings } from './config.js';
import { createReporter } from './create-reporter.js';

await runApp('reporter', async () => {
  const settings = reporterSettings(process.env);
  const app = await createReporter(settings);
  return { app, host: settings.HOST, port: settings.REPORTER_PORT, portSetting: 'REPORTER_PORT' };
});
