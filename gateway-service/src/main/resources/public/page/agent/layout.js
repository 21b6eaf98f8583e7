/** Asks the worker for layouts; of requests that wait only the latest is of interest to the caller. */
let worker = null;
let latest = 0;
const waiting = new Map();

export function layout(nodes, edges) {
  worker ??= start();
  const id = ++latest;
  const answer = Promise.withResolvers();
  waiting.set(id, answer);
  worker.postMessage({ id, nodes, edges });
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
