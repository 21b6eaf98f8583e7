// Server-sent events over Redis Streams: GET /KEY sends the entries of that stream after Last-Event-ID, with one
// connection to Redis for each client, which blocks in XREAD.
import http from 'node:http';
import { createClient } from 'redis';

const url = process.env.REDIS_URL;
http.createServer(async (request, response) => {
  const client = createClient({ url });
  client.on('error', () => {});
  await client.connect();
  let open = true;
  let id = request.headers['last-event-id'] ?? '0';
  const key = request.url.slice(1);
  response.on('close', () => { open = false; client.destroy(); });
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.flushHeaders();
  try {
    while (open) {
      const read = await client.xRead({ key, id }, { BLOCK: 15000, COUNT: 500 });
      if (!read) { response.write(': keep-alive\n\n'); continue; }
      for (const entry of read[0].messages) {
        id = entry.id;
        response.write(`id: ${id}\ndata: ${entry.message.d}\n\n`);
      }
    }
  } catch (e) {
    if (open) console.error(e);
  }
}).listen(+process.env.WEB_PORT, '127.0.0.1');
