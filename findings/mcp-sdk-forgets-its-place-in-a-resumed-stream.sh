#!/usr/bin/env bash
# @modelcontextprotocol/sdk 1.32.2: a resumed stream that is cut before its first event with an id is resumed without its place; the
# request waits until it times out. An error of JSON-RPC in a stream with an id does not end the client's attempts either.
#
# StreamableHTTPClientTransport keeps the id of the last event in a variable of each stream. When a stream that was resumed with
# Last-Event-ID is cut before an event with an id, the variable is empty, and the next GET has no Last-Event-ID: to a server it is a
# client that wants to listen. After a stream ends, the client connects again unless it has received a result; an error does not count.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >main.mjs <<'JS'
import http from 'node:http';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const initialized = {
    protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'server', version: '1' },
};

async function seen(answerCall, answerGet) {
    const gets = [];
    const server = http.createServer(async (request, response) => {
        const stream = () => response.writeHead(200, { 'content-type': 'text/event-stream' });
        if (request.method === 'GET') {
            const id = request.headers['last-event-id'];
            if (id || gets.length > 0) gets.push(id ?? 'none');
            if (!id) return response.writeHead(405).end();
            stream();
            return answerGet(response, gets.length);
        }
        let body = '';
        for await (const chunk of request) body += chunk;
        const { id, method } = JSON.parse(body);
        if (method === 'initialize') {
            response.writeHead(200, { 'content-type': 'application/json' });
            response.end(JSON.stringify({ jsonrpc: '2.0', id, result: initialized }));
        } else if (method === 'tools/call') {
            stream();
            answerCall(response, id);
        } else {
            response.writeHead(202).end();
        }
    }).listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const client = new Client({ name: 'client', version: '1' });
    client.onerror = () => {};
    await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${server.address().port}/`), {
        reconnectionOptions: { initialReconnectionDelay: 10, maxReconnectionDelay: 10, reconnectionDelayGrowFactor: 1, maxRetries: 2 },
    }));
    const outcome = await client.callTool({ name: 'tool' }, undefined, { timeout: 1000 })
        .then(() => 'result', error => `error ${error.code}`);
    await new Promise(resolve => setTimeout(resolve, 300));
    await client.close();
    server.closeAllConnections();
    server.close();
    return `${outcome}, resumed with ${gets.slice(0, 2).join(' ')}`;
}

const begin = 'id: place\ndata: \n\n';
const cut = response => setTimeout(() => response.socket.destroy(), 50);
const comment = response => (response.write(': hello\n\n'), cut(response));
console.log('cut twice:', await seen(response => (response.write(begin), cut(response)), comment));
const error = id => `data: ${JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32603, message: 'no' } })}\n\n`;
console.log('error:', await seen((response, id) => response.end(begin + error(id)), response => response.end()));
process.exit(0);
JS
npm install --silent --no-audit --no-fund --ignore-scripts @modelcontextprotocol/sdk@1.32.2 >/dev/null
seen=$(node main.mjs 2>/dev/null)
expected='cut twice: error -32001, resumed with place none
error: error -32603, resumed with place none'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "This has changed; it was:"; echo "$expected"; exit 1; }
