import { html } from '../lit.js';
import { icon } from './icons.js';
import { secondsUntil } from './time.js';

const WORDS = {
  connecting: 'Connecting …',
  'signed-out': 'Signed out',
  gone: 'Not found',
  erased: 'Deleted',
  refused: 'Refused',
};

/** Whether what is shown is live, and otherwise what happens about it. */
export function connectionView(store, health) {
  const { connection } = store;
  if (connection.name === 'waiting') return waiting(store, connection);
  if (connection.name === 'live' && health.kafkaAway) {
    return pill('kafka', html`<span class="dot pulse"></span> Kafka is away: still trying`);
  }
  if (connection.name === 'live') {
    const missed = connection.recovered;
    return pill('live', html`<span class="dot"></span> Live${missed ? ` · recovered ${missed} event${missed > 1 ? 's' : ''}` : ''}`);
  }
  return pill(connection.name, WORDS[connection.name]);
}

function waiting(store, connection) {
  const seconds = secondsUntil(connection.until);
  const why = connection.code === 'kafka-unavailable' ? 'Kafka is away: still trying' : 'Reconnecting';
  return pill('waiting', html`
    <span title=${connection.reason}>${why}${seconds ? ` in ${seconds} s` : ' …'}</span>
    <button type="button" @click=${() => store.connectNow()}>${icon('retry')} Now</button>`);
}

function pill(state, content) {
  return html`<span id="connection" class="connection" data-state=${state}>${content}</span>`;
}
