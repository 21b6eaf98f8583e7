/** The gateway's calls. Reads that find the gateway away are for the caller to repeat; commands are repeated here. */
import * as token from './token.js';
import { backoff, sleep } from './backoff.js';
import { mapInSlices } from './slices.js';

const COMMAND_TRIES = 5;
const WAIT_S = 10;

/** A refusal of the gateway (RFC 9457), or no answer at all: `status` 0. */
class CallError extends Error {
  constructor(status, code, message, retryAfterMs) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same call may succeed later. */
  get passes() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The refusal that an answer stands for. */
export async function refusal(answer) {
  const problem = await answer.json().catch(() => ({}));
  const seconds = Number(answer.headers.get('Retry-After'));
  return new CallError(
    answer.status,
    problem.code || '',
    problem.detail || problem.title || `The gateway answered ${answer.status}.`,
    Number.isFinite(seconds) ? seconds * 1000 : 0,
  );
}

/** Calls the gateway; one that asks for a token is asked again once there is one. */
export async function send(path, init = {}) {
  for (;;) {
    const sent = token.headers();
    let answer;
    try {
      answer = await fetch(path, { ...init, headers: { ...init.headers, ...sent } });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new CallError(0, 'unreachable', 'The gateway cannot be reached.', 0);
    }
    if (answer.ok) {
      token.accepted();
      return answer;
    }
    const refused = await refusal(answer);
    if (refused.status !== 401) throw refused;
    await token.renewed(sent);
  }
}

export async function get(path, init) {
  return (await send(path, init)).json();
}

const at = (id, rest = '') => `/api/documents/${encodeURIComponent(id)}${rest}`;

/** An id for a command, in places without `crypto.randomUUID` too: pages by plain HTTP from another machine. */
function newKey() {
  return crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16)).join('-');
}

/**
 * Sends a command and waits for its outcome; the same key in every try lets it have its effect once.
 *
 * @returns {Promise<object>} what the gateway answered: `outcome` is `applied` where it was decided in time
 */
async function command(method, path, body, { wait = true } = {}) {
  const key = newKey();
  for (let tries = 1; ; tries++) {
    try {
      const answer = await send(path, {
        method,
        headers: {
          'Content-Type': 'application/json',
          'Idempotency-Key': key,
          ...(wait && { Prefer: `wait=${WAIT_S}` }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      return await answer.json();
    } catch (error) {
      if (!error.passes || tries === COMMAND_TRIES) throw error;
      await sleep(Math.max(error.retryAfterMs, backoff(tries)));
    }
  }
}

export const startDocument = (body) => command('POST', '/api/documents', body, { wait: false });
export const startRun = (id, body) => command('POST', at(id, '/runs'), body);
export const control = (id, name, body) => command('POST', at(id, `/${name}`), body);
export const erase = (id) => command('DELETE', at(id));

export const resumeAdvice = (id) => get(at(id, '/resume'));
export const verify = (id) => get(at(id, '/verify'));
export const listDocuments = (query) => get(`/api/documents?${new URLSearchParams(query)}`);
export const eventsPath = (id) => at(id, '/events');

/** The document's events from one to another, both included, as the log has them: one line of JSON each. */
export async function historyText(id, { from = 0, to = null } = {}) {
  const range = new URLSearchParams(to === null ? { from } : { from, to });
  const answer = await send(at(id, `/history?${range}`), { headers: { Accept: 'application/x-ndjson' } });
  return answer.text();
}

/** The agent as it was at an event, in a format: a file's name, text and type. */
export async function agentFile(id, sequence, format) {
  const answer = await send(at(id, `/agent?${new URLSearchParams({ format, at: sequence })}`));
  const [, name] = answer.headers.get('Content-Disposition').match(/filename="([^"]+)"/);
  return { name, text: await answer.text(), type: answer.headers.get('Content-Type') };
}

export async function history(id, range) {
  const text = await historyText(id, range);
  return mapInSlices(text.split('\n').filter(Boolean), (line) => JSON.parse(line));
}
