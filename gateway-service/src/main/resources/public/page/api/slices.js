/** Work on a long list, in slices: in between, the page's thread is free for input. */
import { sleep } from './backoff.js';

const SLICE_MS = 8;

/** What `each` makes of every element, in their order. A hidden page has no input, and is not held up by its slow timers. */
export async function mapInSlices(list, each) {
  const mapped = [];
  let until = performance.now() + SLICE_MS;
  for (const element of list) {
    if (performance.now() > until && !document.hidden) {
      await sleep(0);
      until = performance.now() + SLICE_MS;
    }
    mapped.push(each(element));
  }
  return mapped;
}
