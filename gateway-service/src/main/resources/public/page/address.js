/**
 * The page's addresses. All is behind the `#`, so that every gateway and proxy serves them as `/`:
 *
 *     #/                                          the start
 *     #/documents/<id>/<tab>/<item>?at=17         a document, a part of it, as it was at an event
 */

const TABS = ['diagram', 'models', 'actions', 'schedules', 'sql', 'changes', 'events', 'compare'];

const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** What an address stands for: `{view: 'start'}`, or `{view: 'document', id, tab, item, at, query}`. */
export function parse(hash) {
  const [path, search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const parts = path.split('/').filter(Boolean).map(decode);
  const query = new URLSearchParams(search);
  if (parts[0] === 'documents' && ID.test(parts[1] || '')) {
    return document(parts[1], parts[2], parts[3], query);
  }
  // The short form #/<id>.
  return parts.length === 1 && ID.test(parts[0]) ? document(parts[0], undefined, undefined, query) : { view: 'start' };
}

function document(id, tab, item, query) {
  const at = query.get('at');
  return {
    view: 'document',
    id,
    tab: TABS.includes(tab) ? tab : '',
    item: item || '',
    at: /^\d{1,15}$/.test(at || '') ? Number(at) : null,
    query,
  };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a document or a place in it. */
export function toDocument(id, { tab = '', item = '', at = null, query = {} } = {}) {
  const path = ['documents', id, tab, item].slice(0, item ? 4 : tab ? 3 : 2);
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '' && value != null));
  if (at !== null) search.set('at', at);
  return `#/${path.map(encodeURIComponent).join('/')}${search.size ? `?${search}` : ''}`;
}

export const TO_START = '#/';

/** Browsers ignore or refuse what is more than 100 changes of the history in 30 s (Safari), or 200 in 10 s (Chrome). */
const WRITE_MS = 300;

/** The address that the browser is told in a moment, and which one that is to replace; null if it has been told. */
let pending = null;
let writtenAt = 0;

/** The address that the page is at. */
export function here() {
  return pending && location.hash === pending.from ? pending.hash : location.hash;
}

/** Goes to an address; `replace` leaves no entry in the browser's history, and may be called for every frame. */
export function go(hash, { replace = false } = {}) {
  if (hash === here()) return;
  if (!replace) {
    location.hash = hash;
    return;
  }
  const isLater = pending !== null;
  pending = { hash, from: location.hash };
  const waitMs = writtenAt + WRITE_MS - Date.now();
  if (waitMs <= 0) write();
  else if (!isLater) setTimeout(write, waitMs);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

function write() {
  if (!pending) return;
  if (location.hash === pending.from) history.replaceState(null, '', pending.hash);
  pending = null;
  writtenAt = Date.now();
}
