// Runs mock-llm, whose answers are bodies that its configuration holds. The first argument is a file with the good answer of each step.
// How it answers is the model that is asked for. Prints {url} once it listens.
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STEPS } from './steps.mjs';

const good = JSON.parse(await readFile(process.argv[2], 'utf8'));
const usage = { prompt_tokens: 1200, completion_tokens: 345, total_tokens: 1545 };
const path = '/v1/chat/completions';

const completion = (message) => ({
    id: 'chatcmpl-1', object: 'chat.completion', created: 1_700_000_000, model: 'mock-llm',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop' }],
    usage,
});
const rule = (match, body, status = 200) => ({ path, match, response: { status, content: JSON.stringify(body) } });

const ofStep = (step, i) => {
    const content = good[step];
    const asked = `contains(to_string(body.messages), 'Step ${i + 1} of 6')`;
    const parts = [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }, { type: 'text', text: content }];
    return [
        rule(`body.model == 'good' && ${asked}`, completion({ content })),
        rule(`body.model == 'reasoning' && ${asked}`, completion({ reasoning: 'First I think.', content })),
        rule(`body.model == 'parts' && ${asked}`, completion({ content: parts })),
        rule(`body.model == 'no-schema' && ${asked}`, completion({ content })),
    ];
};
const rules = [
    ...STEPS.flatMap(ofStep),
    rule("body.model == 'no-schema' && body.response_format.type == 'json_schema'",
        { error: { message: 'response_format: json_schema is not supported', type: 'invalid_request_error' } }, 400),
    rule("body.model == 'refusing'", completion({ content: null, refusal: 'No.' })),
    rule("body.model == 'choiceless'", { ...completion({}), choices: [] }),
    rule("body.model == 'error-in-200'", { error: { message: 'overloaded', code: 503 } }),
    rule("body.model == 'key'", { error: { message: 'Incorrect API key provided.', type: 'invalid_request_error', code: 'invalid_api_key' } }, 401),
];

const port = await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
        const { port } = probe.address();
        probe.close(() => resolve(port));
    });
});
const config = join(await mkdtemp(join(tmpdir(), 'mock-llm-')), 'mock-llm.yaml');
await writeFile(config, JSON.stringify({ streaming: { chunkSize: 400, chunkIntervalMs: 1 }, rules }));
process.env.HOST = '127.0.0.1';
process.env.PORT = String(port);
process.argv = [process.execPath, 'mock-llm', '--config', config];
const say = console.log;
console.log = (...words) => {
    if (words.join(' ').includes('server running')) say(JSON.stringify({ url: `http://127.0.0.1:${port}/v1` }));
    else console.error(...words);
};
await import('@dwmkerr/mock-llm/dist/main.js');
