/** `<event-table>`: thousands of events, of which only the rows in sight are rendered. */
import { Element, html, nothing, repeat } from '../lit.js';
import { titleOf } from '../state/steps.js';
import { icon } from '../parts/icons.js';
import { jsonView } from '../parts/json-view.js';
import { clockMs, duration } from '../parts/time.js';
import { messageOf } from './event-words.js';

const ROW_PX = 34;
const BEYOND = 12;

class EventTable extends Element {
  static properties = {
    events: { attribute: false },
    at: { attribute: false },
    chosen: { attribute: false },
    from: { state: true },
    count: { state: true },
  };

  constructor() {
    super();
    this.events = [];
    this.from = 0;
    this.count = 40;
  }

  firstUpdated() {
    this.scroller = this.querySelector('.scroller');
    this.resize = new ResizeObserver(() => this.#look());
    this.resize.observe(this.scroller);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.resize?.disconnect();
  }

  #look = () => {
    this.from = Math.max(0, Math.floor(this.scroller.scrollTop / ROW_PX) - BEYOND);
    this.count = Math.ceil(this.scroller.clientHeight / ROW_PX) + 2 * BEYOND;
  };

  updated() {
    // By the object model: the policy forbids style attributes.
    this.querySelector('.before').style.blockSize = `${this.#first * ROW_PX}px`;
    this.querySelector('.after').style.blockSize = `${Math.max(0, this.events.length - this.#first - this.count) * ROW_PX}px`;
  }

  get #first() {
    return Math.max(0, Math.min(this.from, this.events.length - this.count));
  }

  render() {
    const shown = this.events.slice(this.#first, this.#first + this.count);
    const chosen = this.events.find(({ event }) => event.sequence === this.chosen);
    return html`
      <div class="scroller" tabindex="0" role="region" aria-label="Events" @scroll=${this.#look}>
        <table aria-rowcount=${this.events.length + 1}>
          <thead><tr aria-rowindex="1"><th scope="col">#</th><th scope="col">Time</th><th scope="col">Since last</th><th scope="col">Event</th><th scope="col" class="wide">Step</th><th scope="col" class="wide">Message</th></tr></thead>
          <tbody class="before" aria-hidden="true"><tr></tr></tbody>
          <tbody>${repeat(shown, ({ event }) => event.sequence, (entry, index) => this.#row(entry, this.#first + index + 2))}</tbody>
          <tbody class="after" aria-hidden="true"><tr></tr></tbody>
        </table>
        ${this.events.length ? nothing : html`<p class="empty">No event fits.</p>`}
      </div>
      ${chosen ? this.#payload(chosen.event) : nothing}`;
  }

  #row({ event, sinceMs }, rowIndex) {
    const choose = () => this.#tell('choose-event', event.sequence);
    return html`
      <tr aria-rowindex=${rowIndex} class=${event.sequence > this.at ? 'later' : ''} data-kind=${kindOf(event)} aria-selected=${String(event.sequence === this.chosen)} @click=${choose}>
        <th scope="row" class="number"><button type="button" class="quiet" aria-expanded=${String(event.sequence === this.chosen)} aria-label="Event ${event.sequence}">${event.sequence}</button></th>
        <td class="number"><time datetime=${event.timestamp}>${clockMs(event.timestamp)}</time></td>
        <td class="number soft">${sinceMs ? `+${duration(sinceMs)}` : ''}</td>
        <td><span class="kind">${event.type}</span>${event.status ? html` <span class="soft">${event.status}</span>` : nothing}</td>
        <td class="wide soft">${event.step ? titleOf(event.step) : ''}</td>
        <td class="wide message" dir="auto">${messageOf(event)}</td>
      </tr>`;
  }

  #payload(event) {
    return html`
      <section class="payload" aria-label="Event ${event.sequence}">
        <div class="row spread"><h3>Event ${event.sequence}</h3>
          <span class="row"><button type="button" @click=${() => this.#tell('look-at', event.sequence)}>${icon('clock')} See this moment</button>
          <button type="button" class="quiet square" aria-label="Close" @click=${() => this.#tell('choose-event', event.sequence)}>${icon('cross')}</button></span></div>
        ${jsonView(event, `Event ${event.sequence} as JSON`)}
      </section>`;
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function kindOf({ type, status }) {
  if (status === 'failed' || type === 'command-rejected') return 'bad';
  if (status === 'retrying' || status === 'paused') return 'warn';
  return status === 'complete' || status === 'completed' || status === 'final' ? 'good' : 'plain';
}

customElements.define('event-table', EventTable);
