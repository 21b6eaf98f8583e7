// Runs aimock. Its first argument is a file with the good answer of each step. How it answers is the model that is asked for.
// Prints {url} once it listens.
import { readFile } from 'node:fs/promises';
import { LLMock } from '@copilotkit/aimock';
import { goodAnswer } from './steps.mjs';

const good = JSON.parse(await readFile(process.argv[2], 'utf8'));
const usage = { prompt_tokens: 1200, completion_tokens: 345, total_tokens: 1545 };
const tool = { id: 'call_1', name: 'build_agent', arguments: '{"name":"Shop"}' };

const MODELS = {
    good: (request) => ({ content: goodAnswer(good, request), usage }),
    thinking: (request) => ({ content: goodAnswer(good, request), reasoning: 'First I think. '.repeat(20), usage }),
    'no-schema': (request) => (request.response_format?.type === 'json_schema'
        ? { error: { message: 'response_format json_schema is not supported', type: 'invalid_request_error' }, status: 400 }
        : { content: goodAnswer(good, request), usage }),
    'no-form': (request) => (request.response_format
        ? { error: { message: `response_format ${request.response_format.type} is not supported` }, status: 400 }
        : { content: goodAnswer(good, request), usage }),
    tool: () => ({ toolCalls: [tool], usage }),
    length: (request) => ({ content: goodAnswer(good, request).slice(0, 40), finishReason: 'length', usage }),
    filter: () => ({ content: '', finishReason: 'content_filter', usage }),
    empty: () => ({ content: '', usage }),
    prose: () => ({ content: 'Here is your agent!', usage }),
    busy: () => ({ error: { message: 'slow down', type: 'rate_limit_error' }, status: 429 }),
    broken: () => ({ error: { message: 'it broke', type: 'server_error' }, status: 500 }),
};

const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent', chunkSize: 40 });
for (const [model, answer] of Object.entries(MODELS)) {
    mock.on({ model }, answer);
}
await mock.start();
console.log(JSON.stringify({ url: `${mock.url}/v1` }));
