// A chat of the AI SDK, as useChat makes it, that resumes its stream until the run is over.
import { Chat } from '@ai-sdk/react';
import { DefaultChatTransport } from 'ai';

const [api, id, ...requests] = process.argv.slice(2);
const print = object => process.stdout.write(JSON.stringify(object) + '\n');
// A process that exits drops what the reader of its pipe has not taken yet.
const exit = () => new Promise(() => process.stdout.write('', () => process.exit(0)));
const over = ['completed', 'failed', 'cancelled', 'paused'];

let errors = 0;
const chat = new Chat({
    id,
    transport: new DefaultChatTransport({ api }),
    onData: part => print({ sequence: part.data.sequence, part: part.type }),
    onError: () => void errors++,
});
for (const text of requests) {
    let turn = chat.sendMessage({ text });
    for (let attempt = 1; ; attempt++) {
        await turn;
        const message = chat.lastMessage;
        const state = message.parts.find(part => part.type === 'data-state')?.data;
        if (chat.status === 'ready' && state && over.includes(state.status)) {
            print({ final: state, attempt, errors, message: message.id, messages: chat.messages.length, status: chat.status,
                parts: message.parts.map(part => part.type + (part.id ? ` ${part.id} ${part.data.status}` : '')) });
            break;
        }
        if (attempt > 1000) {
            throw new Error('too many attempts');
        }
        await new Promise(resolve => setTimeout(resolve, 50));
        turn = chat.resumeStream();
    }
}
await exit();
