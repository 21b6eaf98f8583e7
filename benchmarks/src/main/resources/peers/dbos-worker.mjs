// A workflow of six steps for DBOS, behind an HTTP server of this process, since DBOS is a library: POST /ID runs it.
// The beginning and the end of every step also go to a durable DBOS stream, which is what a browser would follow.
import http from 'node:http';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { stepResult } from './six-steps.mjs';

const sixSteps = DBOS.registerWorkflow(async () => {
  let last;
  for (let step = 0; step < 6; step++) {
    await DBOS.writeStream('transitions', { step, state: 'processing' });
    last = await DBOS.runStep(async () => stepResult(step), { name: `step${step}` });
    await DBOS.writeStream('transitions', { step, state: 'complete' });
  }
  return { status: 'done', step: last.step };
}, { name: 'sixSteps' });

DBOS.setConfig({ name: 'benchmark', systemDatabaseUrl: process.env.DATABASE_URL });
await DBOS.launch();
http.createServer(async (request, response) => {
  request.resume();
  try {
    const handle = await DBOS.startWorkflow(sixSteps, { workflowID: request.url.slice(1) })();
    response.end(JSON.stringify(await handle.getResult()));
  } catch (e) {
    response.statusCode = 500;
    response.end(String(e.stack));
  }
}).listen(+process.env.WORKER_PORT, '127.0.0.1');
