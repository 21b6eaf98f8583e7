#!/usr/bin/env bash
# @ag-ui/client 1.0.0: a broken connection rejects runAgent, and rejects once more where nobody can catch it. It ends a Node process.
#
# HttpAgent reads the response in an observable whose teardown calls reader.cancel(), and throws what that rejects with, unless it is an
# AbortError. When the connection breaks, cancel() rejects with the error that the read rejected with. runAgent() rejects, as it should;
# the second rejection is unhandled, and Node ends the process (--unhandled-rejections=throw is its default). An end without
# RUN_FINISHED and a RUN_ERROR both resolve.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >main.mjs <<'JS'
import http from 'node:http';
import { HttpAgent } from '@ag-ui/client';

const frame = event => `data: ${JSON.stringify(event)}\n\n`;
const endings = {
    end: response => response.end(),
    error: response => response.end(frame({ type: 'RUN_ERROR', message: 'it broke' })),
    cut: response => setTimeout(() => response.socket.destroy(), 100),
};
console.error = () => {};
process.on('unhandledRejection', error => console.log('unhandled', error.message));
for (const [name, ending] of Object.entries(endings)) {
    const server = http.createServer((_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(frame({ type: 'RUN_STARTED', threadId: 't', runId: 'r' }));
        ending(response);
    }).listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const agent = new HttpAgent({ url: `http://127.0.0.1:${server.address().port}/` });
    await agent.runAgent().then(() => console.log(name, 'resolves'), error => console.log(name, 'rejects', error.message));
    await new Promise(resolve => setTimeout(resolve, 200));
    server.close();
}
JS
npm install --silent --no-audit --no-fund @ag-ui/client@1.0.0 >/dev/null
seen=$(node main.mjs 2>/dev/null)
expected='end resolves
error resolves
cut rejects terminated
unhandled terminated'
echo "$seen"
[ "$(sort <<<"$seen")" = "$(sort <<<"$expected")" ] || { echo "This has changed; it was:"; echo "$expected"; exit 1; }
