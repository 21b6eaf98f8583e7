/**
 * Follows one document's events for as long as the page shows it. An EventSource ends for good at the first answer that
 * is not 200; this one comes back by itself, with its cursor, and says what it does.
 */
import { eventsPath, refusal } from './calls.js';
import { backoff, sleep } from './backoff.js';
import { frames } from './event-stream.js';
import * as token from './token.js';

/** Longer than three heartbeats of a gateway with default settings: then the connection is taken for dead. */
const SILENCE_MS = 50_000;
const NEWS_MS = 8_000;
const AGAIN_MS = 250;

/**
 * How long a window that nobody sees keeps the stream of a document at rest: a browser has six connections to a gateway
 * for all of its windows.
 */
const UNSEEN_MS = 30_000;
const UNSEEN_WAIT_MS = 3_600_000;

/**
 * The states of a connection, as `onState` gets them:
 * `connecting` · `live` with `recovered`, the events that were missed meanwhile · `waiting` with `until` (ms) and the
 * `reason` · `signed-out` · `gone` (there is no such document) · `erased` · `refused` with `message`.
 */
export class Connection {
  #id;
  #onFrame;
  #onState;
  #cursor = null;
  #tries = 0;
  #retryMs = 1_000;
  #closed = new AbortController();
  #attempt = new AbortController();
  #interrupted = false;
  #isAtRest;
  #wake = null;
  #unseen = null;

  /**
   * @param {string} id
   * @param {object} callbacks `onFrame(type, data)`, `onState(state)`, and `isAtRest()`: whether nothing is expected soon
   */
  constructor(id, { onFrame, onState, isAtRest }) {
    this.#id = id;
    this.#onFrame = onFrame;
    this.#onState = onState;
    this.#isAtRest = isAtRest;
    const options = { signal: this.#closed.signal };
    window.addEventListener('online', () => this.now(), options);
    window.addEventListener('offline', () => this.#attempt.abort(), options);
    document.addEventListener('visibilitychange', () => this.#onVisibility(), options);
    this.#run();
  }

  close() {
    clearTimeout(this.#unseen);
    this.#closed.abort();
    this.#attempt.abort();
  }

  /** Ends a wait for the next try. */
  now() {
    this.#wake?.abort();
  }

  #onVisibility() {
    clearTimeout(this.#unseen);
    if (!document.hidden) this.now();
    else this.#unseen = setTimeout(() => { if (this.#isAtRest()) this.#attempt.abort(); }, UNSEEN_MS);
  }

  async #run() {
    while (!this.#closed.signal.aborted) {
      this.#attempt = new AbortController();
      const end = await this.#once().catch((error) => ({ reason: error.message, waitMs: 0 }));
      if (this.#closed.signal.aborted) return;
      if (end.last) {
        this.#onState(end.last);
        return;
      }
      this.#interrupted = true;
      if (end.signIn) {
        this.#onState({ name: 'signed-out' });
        await token.renewed(end.sent);
        continue;
      }
      if (end.again) {
        await sleep(AGAIN_MS, this.#closed.signal);
        continue;
      }
      this.#tries += 1;
      const isUnseen = document.hidden && this.#isAtRest();
      const waitMs = isUnseen ? UNSEEN_WAIT_MS : Math.max(end.waitMs || 0, end.clean ? this.#retryMs : backoff(this.#tries));
      this.#onState({ name: 'waiting', until: Date.now() + waitMs, reason: end.reason, code: end.code || '' });
      this.#wake = new AbortController();
      await sleep(waitMs, AbortSignal.any([this.#wake.signal, this.#closed.signal]));
    }
  }

  /** One connection; answers why it ended. */
  async #once() {
    this.#onState({ name: 'connecting' });
    const sent = token.headers();
    let answer;
    try {
      answer = await fetch(eventsPath(this.#id), {
        headers: {
          Accept: 'text/event-stream',
          // A refusal says why; the page comes back by itself.
          Prefer: 'wait=0',
          ...sent,
          ...(this.#cursor !== null && { 'Last-Event-ID': this.#cursor }),
        },
        cache: 'no-store',
        signal: this.#attempt.signal,
      });
    } catch {
      return { reason: navigator.onLine ? 'The gateway cannot be reached' : 'This device is offline' };
    }
    if (!answer.ok) return { ...ofRefusal(await refusal(answer)), sent };
    token.accepted();
    return this.#read(answer.body);
  }

  async #read(body) {
    const since = Date.now();
    let recovered = 0;
    let timer = null;
    const listen = () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.#attempt.abort(), SILENCE_MS);
    };
    const onRetry = (ms) => { this.#retryMs = ms; };
    if (this.#cursor !== null) this.#onState({ name: 'live', recovered: 0, since });
    try {
      for await (const frame of frames(body, { onRetry, onBytes: listen })) {
        this.#tries = 0;
        // A cookie may have been renewed meanwhile; otherwise the next answer asks for a token.
        if (frame.type === 'expired') return { again: true };
        const data = JSON.parse(frame.data);
        if (frame.type === 'reset') {
          this.#cursor = null;
          if (data.reason === 'erased') return { last: { name: 'erased' } };
        }
        if (frame.id !== '') this.#cursor = frame.id;
        if (this.#interrupted && Date.parse(data.timestamp) < since) recovered += 1;
        this.#onFrame(frame.type, data);
        this.#onState({ name: 'live', recovered: Date.now() - since < NEWS_MS ? recovered : 0, since });
      }
      return { reason: 'The gateway ended the stream', clean: true };
    } catch {
      return { reason: navigator.onLine ? 'The connection broke' : 'This device is offline' };
    } finally {
      clearTimeout(timer);
    }
  }
}

function ofRefusal(refused) {
  if (refused.status === 401) return { signIn: true };
  if (refused.status === 404) return { last: { name: 'gone' } };
  if (refused.passes) {
    return { reason: refused.message, code: refused.code, waitMs: refused.retryAfterMs };
  }
  return { last: { name: 'refused', message: refused.message } };
}
