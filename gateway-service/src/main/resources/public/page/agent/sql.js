import { guard, html, nothing } from '../lit.js';
import { copyButton, downloadButton, fileName } from '../parts/files.js';

const TOKEN = /(--[^\n]*|\/\*[\s\S]*?\*\/)|('(?:[^']|'')*')|("(?:[^"]|"")*")|\b(\d+(?:\.\d+)?)\b|\b([A-Za-z_]+)\b/g;
const KEYWORDS = new Set(`add alter and as asc by cascade check column comment constraint create database default deferrable delete desc domain drop
  exists extension false foreign function generated grant if in index insert into is key not null on or order primary references rename restrict
  returning schema sequence set table then to true type unique update using values view when where with`.split(/\s+/));
const TYPES = new Set(`bigint boolean bytea char character cidr date decimal double enum inet integer interval json jsonb numeric precision real serial
  bigserial smallint text time timestamp timestamptz uuid varchar varying zone without`.split(/\s+/));

/** The agent's schema as PostgreSQL. */
export function sqlView(model, state) {
  const { agent } = state;
  if (!agent.ddl) return html`<p class="empty grows">There is no SQL yet.</p>`;
  return sqlBlock('DDL', agent.ddl, fileName(agent.name, '.sql'), 'ddl');
}

/** SQL with its colours, to be copied or saved. */
export function sqlBlock(title, sql, file, id) {
  return html`
    <section class="sql">
      <div class="row spread"><h3>${title} <span class="soft">PostgreSQL</span></h3>
        <span class="row">${copyButton(sql, title)}${downloadButton(file, sql, 'application/sql', title)}</span></div>
      <pre class="code tall" id=${id ?? nothing} tabindex="0" role="region" aria-label=${title}><code>${guard([sql], () => highlighted(sql))}</code></pre>
    </section>`;
}

function highlighted(sql) {
  const parts = [];
  let from = 0;
  for (const match of sql.matchAll(TOKEN)) {
    const kind = kindOf(match);
    if (!kind) continue;
    parts.push(sql.slice(from, match.index), html`<span class="t-${kind}">${match[0]}</span>`);
    from = match.index + match[0].length;
  }
  parts.push(sql.slice(from));
  return parts;
}

function kindOf([, comment, text, name, number, word]) {
  if (comment) return 'comment';
  if (text) return 'string';
  if (name) return '';
  if (number) return 'number';
  const lower = word.toLowerCase();
  return TYPES.has(lower) ? 'type' : KEYWORDS.has(lower) ? 'keyword' : '';
}
