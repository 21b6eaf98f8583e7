/** What the document view shows: the document's store, the moment that is looked at, and the health of what is behind. */
import { go, toDocument } from '../address.js';
import { sleep } from '../api/backoff.js';
import { announce } from '../parts/notices.js';
import { Playback } from '../past/playback.js';
import { DocumentStore } from '../state/document-store.js';
import { doneSteps, isActive, STEP_IDS, titleOf } from '../state/steps.js';

const HEALTH_MS = 4_000;
const SPLIT = matchMedia('(min-width: 64rem)');

export class DocumentModel {
  health = { kafkaAway: false };
  /** The event that is looked at; null for the latest, live. */
  at = null;
  address = null;
  /** What the parts of the view remember while it is shown, by their own names. */
  ui = {};

  #onChange;
  #closed = new AbortController();
  #said = '';
  #inSight = null;
  #place = '';

  constructor(id, onChange) {
    this.#onChange = onChange;
    this.store = new DocumentStore(id, () => this.#changed());
    this.playback = new Playback(this);
    this.#watchHealth();
  }

  get id() {
    return this.store.id;
  }

  get title() {
    const { live } = this.store;
    if (!live) return '';
    return live.agent?.name || live.request || 'New agent';
  }

  /** Whether nothing was read yet. */
  get isEmpty() {
    return this.store.live === null;
  }

  /** Whether the view has something that changes with the time alone. */
  get ticks() {
    const { live, connection } = this.store;
    return connection.name !== 'live' || (live && isActive(live.status)) || connection.recovered > 0;
  }

  /** The state that is looked at. */
  get shown() {
    return this.at === null ? this.store.live : this.store.at(this.at) ?? this.store.live;
  }

  get isPast() {
    return this.at !== null;
  }

  close() {
    this.#closed.abort();
    this.playback.stop();
    this.store.close();
  }

  get isClosed() {
    return this.#closed.signal.aborted;
  }

  follow(address) {
    this.address = address;
    this.at = address.at;
    if (this.at !== null) this.store.load();
  }

  /** Brings the place of the address into sight, once it is drawn. */
  drawn() {
    const { tab, item } = this.address;
    const place = `${tab}/${item}`;
    if (place === this.#place) return;
    // Below the steps on a narrow screen; a tab that is chosen there is in sight already.
    const part = item ? document.querySelector('.part [data-item]') : document.querySelector('.panel');
    if (!part) return;
    if (item || (tab && !this.#place && !SPLIT.matches)) part.scrollIntoView({ block: item ? 'nearest' : 'start' });
    this.#place = place;
  }

  /** Changes what a part of the view remembers. */
  set(change) {
    Object.assign(this.ui, change);
    this.#onChange();
  }

  redraw() {
    this.#onChange();
  }

  /** Goes to a tab, or a part of it; the moment stays. */
  show(tab, item = '', options = {}) {
    go(toDocument(this.id, { tab, item, at: this.at, query: options.query }), { replace: options.replace });
  }

  /** Looks at the moment of an event; null for live. Leaves no entry in the browser's history. */
  lookAt(sequence) {
    if (this.isClosed) return;
    const { tab, item } = this.address;
    go(toDocument(this.id, { tab, item, at: sequence }), { replace: true });
  }

  #changed() {
    const { live, events, isComplete } = this.store;
    if (live) {
      // A run that is longer than the snapshot's history, or a moment in the past: read the rest.
      const begun = events.some((event) => event.runId === live.runId && ['started', 'restarted'].includes(event.status));
      if (!isComplete && (this.isPast || (!begun && live.sequence >= 0))) this.store.load();
      this.#say(live);
    }
    this.#onChange();
    if (live && !this.isPast) this.#keepInSight(live.currentStep);
  }

  /** Keeps the step in progress in sight, and at the end of the run what came of it, where the steps have a scroll bar of their own. */
  #keepInSight(step) {
    if (step === this.#inSight) return;
    this.#inSight = step;
    const wanted = step ? `[data-step="${step}"]` : '.summary';
    if (SPLIT.matches) document.querySelector(wanted)?.scrollIntoView({ block: 'nearest' });
  }

  /** Says the end of steps and runs to a screen reader, and not the messages in between. */
  #say(live) {
    const done = doneSteps(live);
    const step = live.currentStep ? `${titleOf(live.currentStep)} ${live.stepProgress[live.currentStep]}. ` : '';
    const text = isActive(live.status) ? `${step}${done} of ${STEP_IDS.length} steps done.` : `The run is ${live.status}.`;
    if (this.#said && this.#said !== text) announce(text);
    this.#said = text;
  }

  /** Streams stay open while Kafka is away: whether it is, the gateway's health says. */
  async #watchHealth() {
    while (!this.#closed.signal.aborted) {
      const { live, connection } = this.store;
      if (!document.hidden && connection.name === 'live' && live && (isActive(live.status) || this.health.kafkaAway)) {
        const health = await fetch('/health', { signal: this.#closed.signal }).then((answer) => answer.json()).catch(() => null);
        const kafka = health?.details?.kafka;
        const away = kafka?.status === 'DOWN';
        if (away !== this.health.kafkaAway) {
          this.health = { kafkaAway: away };
          this.#onChange();
        }
      }
      await sleep(HEALTH_MS, this.#closed.signal);
    }
  }
}
