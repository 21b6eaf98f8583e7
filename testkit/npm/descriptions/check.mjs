// What each file's checker says of it, as one line of JSON: an AsyncAPI document by @asyncapi/parser, an OpenAPI document by redocly.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Parser, fromFile } from '@asyncapi/parser';

const REDOCLY = 'node_modules/@redocly/cli/bin/cli.js';

async function asyncApi(file) {
    const { diagnostics } = await fromFile(new Parser(), file).parse();
    return diagnostics.map(({ code, message, path }) => `${code} at ${path.join('/')}: ${message}`);
}

function openApi(file) {
    const { stdout, stderr } = spawnSync(process.execPath, [REDOCLY, 'lint', file, '--format=json'], {
        encoding: 'utf8',
        env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    });
    if (!stdout.includes('{')) {
        throw new Error(stderr);
    }
    return JSON.parse(stdout.slice(stdout.indexOf('{'))).problems.map(
        ({ ruleId, message, location }) => `${ruleId} at ${location[0]?.pointer}: ${message}`,
    );
}

for (const file of process.argv.slice(2)) {
    const isAsyncApi = readFileSync(file, 'utf8').startsWith('asyncapi');
    console.log(JSON.stringify({ file, problems: isAsyncApi ? await asyncApi(file) : openApi(file) }));
}
