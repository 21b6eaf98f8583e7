/** The page: its frame, and which view the address stands for. */
import { html, keyed, nothing, render } from './page/lit.js';
import { here, parse, TO_START } from './page/address.js';
import { backoff, sleep } from './page/api/backoff.js';
import * as token from './page/api/token.js';
import { connectionView } from './page/parts/connection-view.js';
import { icon } from './page/parts/icons.js';
import { noticesView, onNotices } from './page/parts/notices.js';
import { signInView } from './page/parts/sign-in.js';
import { applyTheme, nextTheme, theme } from './page/parts/theme.js';

const TICK_MS = 500;

/** Each is loaded when it is first shown, or when the browser has nothing else to do. */
const VIEWS = {
  start: () => Promise.all([import('./page/start/start-model.js'), import('./page/start/start-view.js')])
    .then(([{ StartModel }, { startView }]) => ({ model: () => new StartModel(draw), render: startView })),
  document: () => Promise.all([import('./page/document/document-model.js'), import('./page/document/document-view.js')])
    .then(([{ DocumentModel }, { documentView }]) => ({ model: (id) => new DocumentModel(id, draw), render: documentView })),
};

const root = document.getElementById('page');
let address = parse(here());
/** What is shown: the view's code, its model, and of which document. */
let shown = null;

/** Loads a view's code, for as long as it takes: the gateway may be away. */
async function load(name) {
  for (let tries = 1; ; tries++) {
    try {
      return await VIEWS[name]();
    } catch {
      await sleep(backoff(tries));
    }
  }
}

async function follow() {
  const wanted = parse(here());
  address = wanted;
  const isNew = shown?.name !== wanted.view || shown.id !== wanted.id;
  if (isNew) {
    const { model, render: view } = await load(wanted.view);
    // Another address may have been wanted meanwhile.
    if (address.view !== wanted.view || address.id !== wanted.id) return;
    if (shown) shown.model.close();
    else root.replaceChildren();
    shown = { name: wanted.view, id: wanted.id, view, model: model(wanted.id) };
  }
  shown.model.follow?.(address);
  draw();
  if (isNew) {
    window.scrollTo(0, 0);
    document.getElementById('view').focus({ preventScroll: true });
  }
}

function draw() {
  if (!shown) return;
  const { model, view } = shown;
  document.title = model.title ? `${model.title} · Stepfold` : 'Stepfold';
  render(html`
    <header class="top">
      <a class="brand" href=${TO_START}><img src="/icon.svg" alt="" width="22" height="22"> Stepfold</a>
      ${model.store
        ? html`<span class="crumb" dir="auto">${model.title}</span>
               <span class="fill"></span>${connectionView(model.store, model.health)}`
        : html`<span class="fill"></span>`}
      ${token.isHeld() && !token.isAsked() ? html`<button type="button" class="quiet" @click=${() => { token.signOut(); location.reload(); }}>Sign out</button>` : nothing}
      ${themeButton()}
    </header>
    <main id="view" tabindex="-1">
      ${token.isAsked() ? signInView(model.isEmpty) : nothing}
      ${token.isAsked() && model.isEmpty ? nothing : keyed(model, view(model, address))}
    </main>
    <div class="notices">${noticesView()}</div>`, root);
  model.drawn?.();
}

function themeButton() {
  const [name, picture] = { auto: ['System', 'auto'], light: ['Light', 'sun'], dark: ['Dark', 'moon'] }[theme()];
  const change = () => { nextTheme(); draw(); };
  return html`<button type="button" class="quiet" aria-label="Colours: ${name}. Change" title="Colours: ${name}" @click=${change}>
    ${icon(picture)}<span class="theme-name">${name}</span></button>`;
}

applyTheme();
onNotices(() => draw());
token.onChange(() => draw());
window.addEventListener('hashchange', follow);
document.querySelector('.skip').addEventListener('click', (event) => {
  // As an address, its target would be a document.
  event.preventDefault();
  document.getElementById('view').focus();
});
setInterval(() => { if (shown?.model.ticks && !document.hidden) draw(); }, TICK_MS);
follow().then(() => (window.requestIdleCallback ?? setTimeout)(() => load('document')));
