// A chat client of AG-UI that runs its agent again whenever a stream did not end with a run's end.
import { HttpAgent } from '@ag-ui/client';

const [url, threadId, ...requests] = process.argv.slice(2);
const print = object => process.stdout.write(JSON.stringify(object) + '\n');
// A process that exits drops what the reader of its pipe has not taken yet.
const exit = () => new Promise(() => process.stdout.write('', () => process.exit(0)));

const warnings = [];
console.warn = (...what) => warnings.push(what.join(' '));
// The client throws a second time, where nobody can catch it, when a connection breaks: see findings/.
process.on('unhandledRejection', () => {});

const agent = new HttpAgent({ url, threadId });
for (const [index, content] of requests.entries()) {
    agent.addMessage({ id: `message-${index}`, role: 'user', content });
    print(await runToTheEnd());
}
await exit();

async function runToTheEnd() {
    for (let attempt = 1; attempt <= 1000; attempt++) {
        const types = [];
        let end = null;
        const subscriber = {
            onEvent: ({ event }) => void types.push(event.type + (event.stepName ? ` ${event.stepName}` : '')),
            onStateChanged: ({ state }) => print({ sequence: state.sequence }),
            onRunErrorEvent: ({ event }) => void (end = { error: event.code, message: event.message }),
            onRunFinishedEvent: ({ event }) => void (end = { outcome: event.outcome.type, result: event.result }),
        };
        try {
            await agent.runAgent({}, subscriber);
        } catch (broken) {
            await new Promise(resolve => setTimeout(resolve, 50));
        }
        if (end && !['stream-closed', 'kafka-unavailable'].includes(end.error)) {
            return {
                ...end, attempt, types, warnings, state: agent.state,
                activities: agent.messages.filter(message => message.role === 'activity').map(message => message.content),
            };
        }
    }
    throw new Error('too many attempts');
}
