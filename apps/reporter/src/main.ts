import { runApp } from '@trailkeeper/http';
import { readReporterSettings } from './config.js';
import { createReporter } from './create-reporter.js';

await runApp('reporter', async () => {
  const settings = readReporterSettings(process.env);
  const app = await createReporter(settings);
  return { app, host: settings.HOST, port: settings.REPORTER_PORT, portSetting: 'REPORTER_PORT' };
});
