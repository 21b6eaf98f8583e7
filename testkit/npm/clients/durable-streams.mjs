// A reader of Durable Streams that prints each event once, up to the end of a run. The client reports a connection that broke within a
// response, so the reader goes on from the last offset itself.
import { stream } from '@durable-streams/client';

const [url, live] = process.argv.slice(2);
const print = object => process.stdout.write(JSON.stringify(object) + '\n');
// A process that exits drops what the reader of its pipe has not taken yet.
const exit = () => new Promise(() => process.stdout.write('', () => process.exit(0)));

let failures = 0;
let offset = '-1';
const events = [];
const isOver = () => events.at(-1)?.type === 'agent-run' && events.at(-1).status === 'completed';
const backoffOptions = { initialDelay: 20, maxDelay: 200, multiplier: 1.3 };

while (!isOver()) {
    try {
        await readOn();
    } catch (broken) {
        if (++failures > 1000) {
            throw broken;
        }
        await new Promise(resolve => setTimeout(resolve, 50));
    }
}
const caughtUp = await (await stream({ url, offset: '-1', live: false, backoffOptions })).json();
print({ events, caughtUp, failures });
await exit();

async function readOn() {
    const response = await stream({ url, offset, live, backoffOptions });
    await new Promise((resolve, reject) => {
        response.subscribeJson(async batch => {
            for (const event of batch.items) {
                events.push(event);
                print({ sequence: event.sequence });
            }
            offset = batch.offset;
            if (isOver()) {
                resolve();
            }
        });
        response.closed.then(resolve, reject);
    });
}
