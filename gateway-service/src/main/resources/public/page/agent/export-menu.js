import { html, nothing } from '../lit.js';
import { agentTools, historyText } from '../api/calls.js';
import { icon } from '../parts/icons.js';
import { download, fileName } from '../parts/files.js';
import { notify } from '../parts/notices.js';

/** The agent and its history as files, in every format there is. */
export function exportMenu(state, agent) {
  const save = (suffix, text, type) => download(fileName(agent.name, suffix), text, type);
  const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
  const close = (event) => event.currentTarget.closest('details').removeAttribute('open');
  const item = (label, run) => html`<li><button type="button" class="quiet" @click=${(event) => { close(event); run(); }}>${label}</button></li>`;
  return html`
    <details class="menu" @toggle=${closeElsewhere} @keydown=${(event) => { if (event.key === 'Escape') { close(event); event.currentTarget.querySelector('summary').focus(); } }}>
      <summary class="button">${icon('download')} Export</summary>
      <ul>
        ${item('Agent (JSON)', () => save('.json', json(agent), 'application/json'))}
        ${agent.ddl ? item('Database schema (SQL)', () => save('.sql', agent.ddl, 'application/sql')) : nothing}
        ${agent.migration ? item('Migration (SQL)', () => save('-migration.sql', agent.migration, 'application/sql')) : nothing}
        ${agent.actions?.length ? item('Actions as MCP tools (JSON)', () => saveTools(state, agent)) : nothing}
        ${item('Whole state (JSON)', () => save('-state.json', json(state), 'application/json'))}
        ${item('History (NDJSON)', () => saveHistory(state))}
      </ul>
    </details>`;
}

/** A press anywhere else closes the menu. */
function closeElsewhere({ target: menu, newState }) {
  if (newState !== 'open') return;
  const closed = new AbortController();
  document.addEventListener('pointerdown', ({ target }) => { if (!menu.contains(target)) menu.open = false; }, { signal: closed.signal });
  menu.addEventListener('toggle', () => closed.abort(), { once: true });
}

/** Saves all events as the log has them, up to the one that is looked at. */
export async function saveHistory(state) {
  try {
    const text = await historyText(state.documentId, { to: state.sequence });
    download(fileName(state.agent?.name || state.documentId, '-history.ndjson'), text, 'application/x-ndjson');
  } catch (error) {
    notify(`The history cannot be read: ${error.message}`, { kind: 'bad' });
  }
}

async function saveTools(state, agent) {
  try {
    const tools = await agentTools(state.documentId, state.sequence);
    download(fileName(agent.name, '-mcp-tools.json'), `${JSON.stringify(tools, null, 2)}\n`, 'application/json');
  } catch (error) {
    notify(`The actions cannot be read: ${error.message}`, { kind: 'bad' });
  }
}
