// A client of the Model Context Protocol that builds an agent, changes it, restarts it as a task, and does what is refused. It prints
// what it sees; a call that is cut is resumed by the client itself. With the argument "build", that is all it does.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [url, documentId, last] = process.argv.slice(2);
const print = object => process.stdout.write(JSON.stringify(object) + '\n');
// A process that exits drops what the reader of its pipe has not taken yet.
const exit = () => new Promise(() => process.stdout.write('', () => process.exit(0)));

let cuts = 0;
const client = new Client({ name: 'stepfold-test', version: '1.0.0' });
client.onerror = error => void (/disconnected/.test(error.message) && cuts++);
await client.connect(new StreamableHTTPClientTransport(new URL(url), {
    reconnectionOptions: { initialReconnectionDelay: 20, maxReconnectionDelay: 200, reconnectionDelayGrowFactor: 1.3, maxRetries: 1000 },
}));
// The client compiles the schemas of the tools here, and checks every structured result against them.
const { tools } = await client.listTools();
print({ tools, server: client.getServerVersion(), capabilities: client.getServerCapabilities() });

let base = -1;
let told = [];
const following = () => {
    told = [];
    return {
        timeout: 120_000,
        onprogress: ({ progress, message }) => {
            told.push(base + progress);
            print({ sequence: base + progress, message });
        },
    };
};
const call = (name, args, options) => client.callTool({ name, arguments: args }, undefined, options);

const built = await call('build_agent', { request: 'Create a shop', documentId }, following());
print({ built, told, cuts });
base = built.structuredContent.sequence;

const uri = `stepfold://documents/${documentId}`;
print({
    read: await call('get_agent', { documentId }),
    past: await call('get_agent', { documentId, at: 0 }),
    state: await client.readResource({ uri }),
    agent: await client.readResource({ uri: `${uri}/agent` }),
    templates: await client.listResourceTemplates(),
});
if (last === 'build') {
    await client.close();
    await exit();
}

const changed = await call('change_agent', { documentId, request: 'Add invoices' }, following());
print({ changed, told });
base = changed.structuredContent.sequence;

const task = [];
const restart = { name: 'run_command', arguments: { documentId, command: 'restart', step: 'prompt-understanding' } };
for await (const message of client.experimental.tasks.callToolStream(restart, undefined, { timeout: 120_000, task: {} })) {
    task.push(message);
    print({ taskMessage: message.type, status: message.task?.status });
}
print({ task });

print({
    refused: await call('build_agent', { request: 'Create a shop', documentId }),
    unknown: await call('get_agent', { documentId: 'nobody' }),
    listed: await call('list_agents', {}),
    wrong: await call('run_command', { documentId, command: 'explode' }),
    missing: await client.readResource({ uri: 'stepfold://documents/nobody' }).catch(error => error.code),
});
await client.close();
await exit();
