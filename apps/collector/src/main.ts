import { runApp } from '@trailkeeper/http';
import { collectorSettings } from './config.js';
import { createCollector } from './create-collector.js';

await runApp('collector', async () => {
  const settings = collectorSettings(process.env);
  const app = await createCollector(settings);
  return { app, host: settings.HOST, port: settings.COLLECTOR_PORT, portSetting: 'COLLECTOR_PORT' };
});
