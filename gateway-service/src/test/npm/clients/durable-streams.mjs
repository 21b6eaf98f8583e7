// A reader of Durable Streams that folds nothing: it prints each event once, and goes on by itself over broken connections.
import { stream } from '@durable-streams/client';

const [url, live, total] = process.argv.slice(2);
const print = object => process.stdout.write(JSON.stringify(object) + '\n');

let failures = 0;
const events = [];
const response = await stream({
    url,
    offset: '-1',
    live,
    backoffOptions: { initialDelay: 20, maxDelay: 200, multiplier: 1.3, onFailedAttempt: () => void failures++ },
});
await new Promise((resolve, reject) => {
    response.subscribeJson(async batch => {
        for (const event of batch.items) {
            events.push(event);
            print({ sequence: event.sequence });
        }
        if (events.length >= Number(total)) {
            resolve();
        }
    });
    response.closed.catch(reject);
});
const caughtUp = await (await stream({ url, offset: '-1', live: false })).json();
print({ events, caughtUp, failures });
process.exit(0);
