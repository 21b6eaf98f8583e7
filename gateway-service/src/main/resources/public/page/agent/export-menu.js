import { html } from '../lit.js';
import { agentFile, historyText } from '../api/calls.js';
import { icon } from '../parts/icons.js';
import { download, fileName } from '../parts/files.js';
import { notify } from '../parts/notices.js';

/** What the gateway writes of an agent, and of which. */
const FORMATS = [
  { format: 'sql', label: 'Database schema (SQL)', of: ({ ddl }) => ddl },
  { format: 'migration', label: 'Migration (SQL)', of: ({ migration }) => migration },
  { format: 'prisma', label: 'Database schema (Prisma)', of: ({ models }) => models.length },
  { format: 'mermaid', label: 'Diagram (Mermaid)', of: ({ models }) => models.length },
  { format: 'openapi', label: 'Actions as an HTTP API (OpenAPI)', of: ({ actions }) => actions.length },
  { format: 'mcp', label: 'Actions as MCP tools (JSON)', of: ({ actions }) => actions.length },
  { format: 'cron', label: 'Schedules (crontab)', of: ({ schedules }) => schedules.length },
  { format: 'kubernetes', label: 'Schedules (Kubernetes)', of: ({ schedules }) => schedules.length },
  { format: 'pg_cron', label: 'Schedules (pg_cron)', of: ({ schedules }) => schedules.length },
  { format: 'json-schema', label: 'JSON Schemas' },
  { format: 'markdown', label: 'Description (Markdown)' },
];

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
        ${FORMATS.filter(({ of }) => !of || of(agent)).map(({ format, label }) => item(label, () => saveAgent(state, format)))}
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

async function saveAgent(state, format) {
  try {
    const { name, text, type } = await agentFile(state.documentId, state.sequence, format);
    download(name, text, type);
  } catch (error) {
    notify(`The agent cannot be had as that: ${error.message}`, { kind: 'bad' });
  }
}
