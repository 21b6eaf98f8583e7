// An unmodified client of an event stream, which prints each event that it shows, and what it does when the stream ends.
import { fetchEventSource } from '@microsoft/fetch-event-source';
import { createEventSource } from 'eventsource-client';
import { EventSource as Eventsource } from 'eventsource';
import { EventSource as Undici } from 'undici';

const [name, url, types] = process.argv.slice(2);
const print = object => process.stdout.write(JSON.stringify(object) + '\n');
const seen = (id, event, data) => id && print({ sequence: Number(id), event, data });
const after = what => print({ after: what });

// The browser's EventSource, as two packages have it.
function standard(Type) {
    const source = new Type(url);
    types.split(',').forEach(type =>
        source.addEventListener(type, event => seen(event.lastEventId, type, event.data)));
    source.addEventListener('error', () => after(source.readyState === 2 ? 'stops' : 'comes back'));
}

const clients = {
    eventsource: () => standard(Eventsource),
    undici: () => standard(Undici),
    'eventsource-client': () => {
        const source = createEventSource({
            url,
            onMessage: ({ id, event, data }) => seen(id, event, data),
            onScheduleReconnect: () => after('comes back'),
            onDisconnect: () => queueMicrotask(() => source.readyState === 'closed' && after('stops')),
        });
    },
    'fetch-event-source': async () => {
        globalThis.window = globalThis;
        globalThis.document = Object.assign(new EventTarget(), { hidden: false });
        await fetchEventSource(url, {
            openWhenHidden: true,
            onmessage: ({ id, event, data }) => seen(id, event, data),
            onerror: () => void after('comes back'),
        });
        after('stops');
    },
};

await clients[name]();
setInterval(() => {}, 1_000_000);
