// A main.ts in small, in plain JavaScript so that node runs it as it is; run-app.spec.ts gives the built library.
const { ApiRoute, createApp, Public, readSettings, runApp, setting } = await import(process.argv[2]);
const { Controller, Get, Module } = await import('@nestjs/common');
const { z } = await import('zod');
const { setTimeout: sleep } = await import('node:timers/promises');

class SlowController {
  async slow() {
    process.stdout.write('slow started\n');
    await sleep(400);
    return { done: true };
  }
}
const route = Object.getOwnPropertyDescriptor(SlowController.prototype, 'slow');
Get('slow')(SlowController.prototype, 'slow', route);
ApiRoute({ summary: 'Takes its time', responses: { 200: 'Done.' } })(SlowController.prototype, 'slow', route);
Public()(SlowController);
Controller()(SlowController);

class AppModule {}
Module({ controllers: [SlowController] })(AppModule);

const schema = z.object({ SAMPLE_PORT: setting.port, SECRET_KEY: setting.secret.optional() });

await runApp('sample', async () => {
  const settings = readSettings(schema, process.env);
  const app = await createApp(AppModule, { name: 'sample', logger: { level: 'info' } });
  return { app, host: '127.0.0.1', port: settings.SAMPLE_PORT, portSetting: 'SAMPLE_PORT' };
});
