// Applies the patch of each line of standard input with the library that @ag-ui/client uses, as it uses it.
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import jsonpatch from 'fast-json-patch';

let applied = 0;
for await (const line of createInterface({ input: process.stdin })) {
    const { before, delta, after } = JSON.parse(line);
    const { newDocument } = jsonpatch.applyPatch(before, delta, true, false);
    if (!isDeepStrictEqual(newDocument, after)) {
        throw new Error(`not what it should be after ${JSON.stringify(delta)}`);
    }
    applied++;
}
process.stdout.write(JSON.stringify({ applied }) + '\n');
