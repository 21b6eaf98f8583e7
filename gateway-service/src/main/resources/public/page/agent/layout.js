/** Asks the worker for layouts. It starts with this module: the first picture of a document does not wait for it. */
let latest = 0;
const waiting = new Map();
let worker = start();

/**
 * Places boxes and lines.
 *
 * @param {{name: string, width: number, height: number}[]} nodes
 * @param {{from: string, to: string}[]} edges
 * @param {{width: number, height: number}} window what the drawing is to fill
 */
export function layout(nodes, edges, window) {
  worker ??= start();
  const id = ++latest;
  const answer = Promise.withResolvers();
  waiting.set(id, answer);
  worker.postMessage({ id, nodes, edges, window });
  return answer.promise;
}

function start() {
  const started = new Worker('/page/agent/layout-worker.js', { type: 'module' });
  started.onmessage = ({ data }) => {
    waiting.get(data.id)?.resolve(data);
    waiting.delete(data.id);
  };
  started.onerror = () => {
    waiting.forEach((answer) => answer.reject(new Error('The diagram could not be laid out.')));
    waiting.clear();
    worker = null;
  };
  return started;
}
