const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** How long to wait before another try: exponential, with a random half, so that many pages do not come at once. */
export function backoff(tries) {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries - 1, 10));
  return longest / 2 + Math.random() * (longest / 2);
}

/** Waits, until the signal says that it is enough. */
export function sleep(ms, signal) {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => { clearTimeout(timer); signal?.removeEventListener('abort', done); resolve(); };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}
