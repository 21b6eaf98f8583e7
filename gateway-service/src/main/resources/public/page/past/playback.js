/** Plays a run again: moves the moment that is looked at from event to event, in the run's own rhythm. */

export const SPEEDS = [0.5, 1, 2, 5, 10, 50];

/** A pause in a run is not waited for longer than this, at any speed. */
const LONGEST_MS = 1_500;
const SHORTEST_MS = 16;

export class Playback {
  speed = 2;
  isPlaying = false;

  #model;
  #timer = null;

  constructor(model) {
    this.#model = model;
  }

  async play() {
    const { store } = this.#model;
    await store.load();
    if (this.#model.isClosed || !store.isComplete || !store.events.length) return;
    const last = store.events.at(-1)?.sequence ?? 0;
    if (this.#model.at === null || this.#model.at >= last) this.#model.lookAt(store.events[0].sequence);
    this.isPlaying = true;
    this.#next();
    this.#model.redraw();
  }

  stop() {
    clearTimeout(this.#timer);
    this.isPlaying = false;
  }

  toggle() {
    if (!this.isPlaying) return this.play();
    this.stop();
    this.#model.redraw();
    return undefined;
  }

  setSpeed(speed) {
    this.speed = speed;
    this.#model.redraw();
  }

  #next() {
    const { store, at } = this.#model;
    const index = store.indexOf(at ?? Infinity);
    const next = store.events[index + 1];
    if (!next) {
      this.stop();
      this.#model.redraw();
      return;
    }
    const gap = Date.parse(next.timestamp) - Date.parse(store.events[index].timestamp);
    this.#timer = setTimeout(() => {
      this.#model.lookAt(next.sequence);
      if (this.isPlaying) this.#next();
    }, Math.max(SHORTEST_MS, Math.min(LONGEST_MS, gap / this.speed)));
  }
}
