'use strict';

// The document's id is in the address (#/<id>), so that a refresh or a bookmark finds it again. EventSource keeps the
// cursor and resumes by itself; only if it gives up (a response other than 200) does the page reconnect.

const STEPS = [
  ['prompt-understanding', 'Prompt understanding'],
  ['decision-making', 'Decision making'],
  ['technical-analysis', 'Technical analysis'],
  ['database-generation', 'Database generation'],
  ['action-generation', 'Action generation'],
  ['schedule-generation', 'Schedule generation'],
];
const MARKS = { pending: '○', processing: '●', retrying: '↻', complete: '✓', failed: '✗', skipped: '–' };
const RUN_STATUS = {
  started: 'running', restarted: 'running', resumed: 'running',
  paused: 'paused', completed: 'completed', failed: 'failed', cancelled: 'cancelled',
};
// What can be done in each status, apart from what the error of a failed run offers.
const CONTROLS = { running: ['pause', 'cancel'], paused: ['resume', 'cancel'], failed: ['cancel'] };
// What the page can do of that, and what it sends with it.
const OFFERED = { retry: {}, restart: { step: STEPS[0][0] } };
const RECONNECT_MS = 3000;

const byId = (id) => document.getElementById(id);
let source = null;
let reconnect = 0;
let view = null;

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined && text !== null) made.textContent = String(text);
  if (className) made.className = className;
  return made;
}

function show(id, text) {
  byId(id).hidden = !text;
  byId(id).textContent = text || '';
}

/* ---- state ---- */

function emptyView(id) {
  return { id, status: 'pending', request: '', steps: {}, agent: null, error: null };
}

function onSnapshot(state) {
  view = emptyView(state.documentId);
  view.status = state.status;
  view.request = state.request || '';
  view.agent = state.agent;
  view.error = state.error;
  for (const [step] of STEPS) {
    view.steps[step] = { status: state.stepProgress[step] || 'pending', message: state.stepMessages[step] || '' };
  }
  render();
}

function onRun(event) {
  view.status = RUN_STATUS[event.status];
  view.error = event.status === 'failed' ? event.error : null;
  if (event.status === 'started') {
    view.request = event.request;
    forgetFrom(STEPS[0][0]);
  } else if (event.status === 'restarted') {
    forgetFrom(event.fromStep);
  }
  render();
}

function forgetFrom(first) {
  const from = STEPS.findIndex(([step]) => step === first);
  STEPS.slice(from).forEach(([step]) => { view.steps[step] = { status: 'pending', message: '' }; });
}

function onStep(event) {
  const attempt = event.attempt > 1 ? ` (attempt ${event.attempt} of ${event.maxAttempts})` : '';
  view.steps[event.step] = { status: event.status, message: event.message + attempt };
  render();
}

/* ---- stream ---- */

function watch(id) {
  close();
  view = emptyView(id);
  render();
  const opened = new EventSource(`/api/documents/${encodeURIComponent(id)}/events`);
  source = opened;
  const on = (type, handler) => opened.addEventListener(type, (message) => handler(JSON.parse(message.data)));
  on('snapshot', onSnapshot);
  on('agent-run', onRun);
  on('agent-step', onStep);
  on('agent-data', (event) => { view.agent = event.agent; render(); });
  on('command-rejected', (event) => show('problem', event.message));
  opened.onopen = () => { byId('connection').textContent = 'live'; };
  opened.onerror = () => {
    byId('connection').textContent = 'reconnecting …';
    if (opened.readyState === EventSource.CLOSED) {
      checkThenReconnect(id);
    }
  };
}

async function checkThenReconnect(id) {
  const answer = await fetch(`/api/documents/${encodeURIComponent(id)}`).catch(() => null);
  if (answer && answer.status === 401) {
    close();
    byId('connection').textContent = '';
    show('problem', 'You are not signed in, or no longer: sign in and reload this page.');
  } else if (answer && (answer.status === 404 || answer.status === 400)) {
    close();
    byId('run').hidden = true;
    show('problem', 'There is no such document.');
  } else {
    reconnect = setTimeout(() => watch(id), RECONNECT_MS);
  }
}

function close() {
  clearTimeout(reconnect);
  if (source) source.close();
  source = null;
}

/* ---- calls ---- */

async function post(path, body, key) {
  const headers = { 'Content-Type': 'application/json' };
  if (key) headers['Idempotency-Key'] = key;
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.detail || json.title);
  return json;
}

async function ask(event) {
  event.preventDefault();
  const button = event.target.querySelector('button');
  button.disabled = true;
  show('problem', '');
  try {
    const accepted = await post('/api/documents', { request: byId('request').value });
    location.hash = `#/${accepted.documentId}`;
  } catch (error) {
    show('problem', error.message);
  } finally {
    button.disabled = false;
  }
}

async function control(name) {
  show('problem', '');
  try {
    await post(`/api/documents/${encodeURIComponent(view.id)}/${name}`, OFFERED[name] || {});
  } catch (error) {
    show('problem', error.message);
  }
}

/* ---- view ---- */

function render() {
  byId('run').hidden = false;
  byId('run-title').textContent = view.request || 'Your request was accepted';
  byId('status').textContent = view.status;
  byId('steps').replaceChildren(...STEPS.map(stepLine));
  show('error', view.error && view.error.message);
  byId('controls').replaceChildren(...controls().map((name) => {
    const button = element('button', name[0].toUpperCase() + name.slice(1));
    button.type = 'button';
    button.addEventListener('click', () => control(name));
    return button;
  }));
  renderAgent(view.agent);
}

function controls() {
  const offered = view.error ? view.error.actions.filter((name) => Object.hasOwn(OFFERED, name)) : [];
  return [...offered, ...(CONTROLS[view.status] || [])];
}

function stepLine([step, title]) {
  const { status, message } = view.steps[step] || { status: 'pending', message: '' };
  const line = element('li');
  line.dataset.status = status;
  const mark = element('span', MARKS[status], 'mark');
  mark.setAttribute('aria-hidden', 'true');
  line.append(mark, element('strong', title), element('span', message || status, 'message'));
  line.setAttribute('aria-label', `${title}: ${status}. ${message}`);
  return line;
}

function renderAgent(agent) {
  byId('agent').hidden = !agent;
  if (!agent) return;
  byId('agent-title').textContent = agent.name;
  byId('agent-description').textContent = agent.description;
  byId('models').replaceChildren(
    ...agent.models.map((model) => card(model.name, '', model.fields.map(fieldText))),
    ...agent.enums.map((type) => card(`${type.name} (enum)`, type.values.join(', '), [])));
  byId('actions').replaceChildren(...agent.actions.map((action) => card(action.name, action.purpose, [
    `reads ${action.reads.join(', ') || 'nothing'}`,
    `writes ${action.writes.join(', ') || 'nothing'}`,
    `${action.complexity} complexity, on ${action.trigger}`,
  ])));
  byId('schedules').replaceChildren(...agent.schedules.map((schedule) =>
    card(schedule.name, schedule.purpose, [`${schedule.cron} (${schedule.timeZone})`, `calls ${schedule.action}`])));
  byId('ddl').textContent = agent.ddl;
}

function fieldText(field) {
  const marks = [field.required ? 'required' : '', field.unique ? 'unique' : '',
    field.references ? `→ ${field.references.model}` : ''].filter(Boolean);
  return `${field.name}: ${field.type}${marks.length ? ` (${marks.join(', ')})` : ''}`;
}

function card(title, text, lines) {
  const made = element('article', null, 'card');
  made.append(element('h4', title));
  if (text) made.append(element('p', text, 'soft'));
  if (lines.length) {
    const list = element('ul');
    list.append(...lines.map((line) => element('li', line)));
    made.append(list);
  }
  return made;
}

function follow() {
  const id = decodeURIComponent(location.hash.replace(/^#\/?/, ''));
  show('problem', '');
  if (id) {
    watch(id);
  } else {
    close();
    byId('run').hidden = true;
    byId('agent').hidden = true;
  }
}

byId('ask').addEventListener('submit', ask);
window.addEventListener('hashchange', follow);
follow();
