/** Reads `text/event-stream` (WHATWG HTML, section 9.2.6) from a response that is being received. */

/**
 * The frames of a body, as they come.
 *
 * @param {ReadableStream<Uint8Array>} body
 * @param {(retryMs: number) => void} onRetry is told the wait that the server asks for
 * @param {() => void} onBytes is told of everything that arrives, comments too
 * @yields {{type: string, id: string, data: string}}
 */
export async function* frames(body, { onRetry, onBytes }) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let frame = { type: '', id: '', data: [] };
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      onBytes();
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        const text = line.endsWith('\r') ? line.slice(0, -1) : line;
        if (text !== '') {
          take(frame, text, onRetry);
          continue;
        }
        if (frame.data.length) yield { ...frame, data: frame.data.join('\n') };
        frame = { type: '', id: '', data: [] };
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function take(frame, line, onRetry) {
  const colon = line.indexOf(':');
  const field = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
  if (field === 'event') frame.type = value;
  else if (field === 'id') frame.id = value;
  else if (field === 'data') frame.data.push(value);
  else if (field === 'retry' && /^\d+$/.test(value)) onRetry(Number(value));
}
