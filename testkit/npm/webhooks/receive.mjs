// A server that checks what is posted to it. Prints its port, and then a line for each post. Each line that it reads is a secret; it
// checks with the latest.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Webhook } from 'standardwebhooks';

const print = object => process.stdout.write(JSON.stringify(object) + '\n');

let webhook;
createInterface({ input: process.stdin }).on('line', secret => {
    webhook = new Webhook(secret);
    print({ secret: true });
});

const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
        try {
            const body = Buffer.concat(chunks).toString('utf8');
            const event = webhook.verify(body, request.headers);
            response.writeHead(204).end();
            print({ id: request.headers['webhook-id'], event, isFalseAccepted: isAccepted(body + ' ', request.headers) });
        } catch (refused) {
            response.writeHead(401).end();
            print({ refused: String(refused) });
        }
    });
});
server.listen(0, '127.0.0.1', () => print({ port: server.address().port }));

function isAccepted(body, headers) {
    try {
        webhook.verify(body, headers);
        return true;
    } catch {
        return false;
    }
}
