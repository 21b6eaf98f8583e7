/** The foot of a document: the moment that is looked at, from the first event to now. */
import { html, nothing } from '../lit.js';
import { icon } from '../parts/icons.js';
import { clockMs } from '../parts/time.js';
import { labelOf } from './event-words.js';
import { SPEEDS } from './playback.js';

export function timeBar(model) {
  const { store, playback, isPast } = model;
  const events = store.events;
  const last = store.isComplete ? events.length - 1 : store.live.sequence;
  const index = isPast && store.isComplete ? store.indexOf(model.at) : last;
  const event = store.isComplete ? events[index] : events.at(-1);
  const seek = async (input) => {
    playback.stop();
    const wanted = Number(input.value);
    await store.load();
    if (!store.isComplete) return;
    const at = store.events[Math.min(wanted, store.events.length - 1)];
    if (at) model.lookAt(wanted >= store.events.length - 1 ? null : at.sequence);
  };
  return html`
    <footer class="time-bar ${isPast ? 'past' : ''}" aria-label="Time">
      <button type="button" class="square" aria-label=${playback.isPlaying ? 'Pause the replay' : 'Play the run again'} @click=${() => playback.toggle()}>${icon(playback.isPlaying ? 'pause' : 'play')}</button>
      <label class="speed"><span class="unseen">Speed of the replay</span>
        <select @change=${(change) => playback.setSpeed(Number(change.target.value))}>
          ${SPEEDS.map((speed) => html`<option value=${speed} ?selected=${speed === playback.speed}>${speed}×</option>`)}
        </select></label>
      <input type="range" id="time" min="0" max=${Math.max(last, 0)} .value=${String(index)} aria-label="Moment"
        aria-valuetext=${event ? `event ${event.sequence}, ${labelOf(event)}` : nothing} @input=${(input) => seek(input.target)}>
      <span class="moment number tiny">${event ? html`<strong>#${event.sequence}</strong> <span class="soft">${clockMs(event.timestamp)}</span> <span class="soft what">${labelOf(event)}</span>` : nothing}</span>
      ${isPast
        ? html`<button type="button" class="primary" id="to-live" @click=${() => { playback.stop(); model.lookAt(null); }}>Back to now</button>`
        : html`<span class="tiny soft now">now</span>`}
    </footer>`;
}
