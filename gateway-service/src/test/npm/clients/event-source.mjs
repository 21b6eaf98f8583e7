// An unmodified client of an event stream, which prints each event that it shows, and what it says of ends.
import { fetchEventSource } from '@microsoft/fetch-event-source';
import { createEventSource } from 'eventsource-client';
import { EventSource as Eventsource } from 'eventsource';
import { EventSource as Undici } from 'undici';

const TYPES = ['snapshot', 'reset', 'expired', 'agent-run', 'agent-step', 'step-result', 'agent-data', 'message'];
const [name, url] = process.argv.slice(2);
const print = object => process.stdout.write(JSON.stringify(object) + '\n');
const seen = id => id && print({ sequence: Number(id) });

// The browser's EventSource, as two packages have it.
function standard(Type) {
    const source = new Type(url);
    TYPES.forEach(type => source.addEventListener(type, event => seen(event.lastEventId)));
    source.addEventListener('error', () => print({ after: source.readyState === 2 ? 'gives up' : 'comes back' }));
}

const clients = {
    eventsource: () => standard(Eventsource),
    undici: () => standard(Undici),
    'eventsource-client': () =>
        createEventSource({
            url,
            onMessage: ({ id }) => seen(id),
            onScheduleReconnect: () => print({ after: 'comes back' }),
        }),
    'fetch-event-source': async () => {
        globalThis.window = globalThis;
        globalThis.document = Object.assign(new EventTarget(), { hidden: false });
        await fetchEventSource(url, { openWhenHidden: true, onmessage: ({ id }) => seen(id) });
        print({ after: 'gives up' });
    },
};

await clients[name]();
setInterval(() => {}, 1_000_000);
