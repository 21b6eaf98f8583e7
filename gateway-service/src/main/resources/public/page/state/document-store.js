/**
 * One document in the browser: the live state, what is known of its events, and the state as it was at any of them.
 * Tells its listeners at most once a frame.
 */
import { history } from '../api/calls.js';
import { Connection } from '../api/connection.js';
import { mapInSlices } from '../api/slices.js';
import { apply, initialState } from './fold.js';
import { historyOf, isOutline, whole } from './references.js';
import { isActive } from './steps.js';

const RETRY_MS = 3_000;

export class DocumentStore {
  /** The latest state; null until the first frame. */
  live = null;
  /** What `Connection` says. */
  connection = { name: 'connecting' };
  /** The latest events without a hole, oldest first; from the first event on once `isComplete`. */
  events = [];
  /** Why the history could not be read; empty where it could. */
  problem = '';

  #id;
  #onChange;
  #connection;
  #states = [];
  #loading = null;
  #retryAt = 0;
  #scheduled = false;

  constructor(id, onChange) {
    this.#id = id;
    this.#onChange = onChange;
    this.#connection = new Connection(id, {
      onFrame: (type, data) => this.#take(type, data),
      onState: (state) => { this.connection = state; this.#tell(); },
      isAtRest: () => this.live !== null && !isActive(this.live.status),
    });
  }

  get id() {
    return this.#id;
  }

  close() {
    this.#connection.close();
  }

  connectNow() {
    this.#connection.now();
  }

  /** Whether `events` begins with the document's first event, and each is whole. */
  get isComplete() {
    return this.#states.length > 0;
  }

  /** Makes `events` complete: reads the document's history once. What fails is said, and tried again after a while. */
  load() {
    // A document that was accepted a moment ago has no event to read yet.
    const has = this.live !== null && this.live.sequence >= 0;
    if (this.isComplete || !has || Date.now() < this.#retryAt) return Promise.resolve();
    this.#loading ??= this.#read(this.live.sequence).catch((error) => {
      this.problem = error.message;
      this.#retryAt = Date.now() + RETRY_MS;
      setTimeout(() => this.#tell(), RETRY_MS);
    }).finally(() => { this.#loading = null; this.#tell(); });
    return this.#loading;
  }

  async #read(to) {
    const events = await history(this.#id, { to });
    let state = initialState(this.#id);
    const fold = (event) => { state = apply(state, event); return state; };
    const states = await mapInSlices(events, fold);
    const last = events.at(-1)?.sequence ?? -1;
    const later = this.events.filter((event) => event.sequence > last);
    this.events = [...events, ...later];
    this.#states = [...states, ...later.map(fold)];
    this.problem = '';
  }

  /** The state as it was at an event, or the nearest before it; null where the history is not there yet. */
  at(sequence) {
    const index = this.indexOf(sequence);
    return index < 0 ? null : this.#states[index];
  }

  /** The index of the last event that is not after the sequence. */
  indexOf(sequence) {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.events[middle].sequence <= sequence) low = middle + 1;
      else high = middle;
    }
    return this.isComplete ? low - 1 : -1;
  }

  #take(type, data) {
    if (type === 'snapshot') {
      this.live = whole(data);
      this.events = historyOf(data);
      this.#states = [];
      if (this.events[0]?.sequence === 0 && !this.events.some(isOutline)) {
        let state = initialState(this.#id);
        this.#states = this.events.map((event) => { state = apply(state, event); return state; });
      }
    } else if (type !== 'reset' && this.live) {
      this.live = apply(this.live, data);
      if (data.sequence > (this.events.at(-1)?.sequence ?? -1)) {
        this.events.push(data);
        if (this.isComplete) this.#states.push(this.live);
      }
    }
    this.#tell();
  }

  #tell() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // A hidden tab has no frames: the state is told anyway.
    const tell = () => { if (this.#scheduled) { this.#scheduled = false; this.#onChange(); } };
    requestAnimationFrame(tell);
    setTimeout(tell, 100);
  }
}
