/** The page: its frame, and which view the address stands for. */
import { html, keyed, nothing, render } from './page/lit.js';
import { parse, TO_START } from './page/address.js';
import * as token from './page/api/token.js';
import { documentView } from './page/document/document-view.js';
import { DocumentModel } from './page/document/document-model.js';
import { StartModel } from './page/start/start-model.js';
import { startView } from './page/start/start-view.js';
import { connectionView } from './page/parts/connection-view.js';
import { icon } from './page/parts/icons.js';
import { noticesView, onNotices } from './page/parts/notices.js';
import { signInView } from './page/parts/sign-in.js';
import { applyTheme, nextTheme, theme } from './page/parts/theme.js';

const TICK_MS = 500;

const root = document.getElementById('page');
let address = parse(location.hash);
let model = null;

function follow() {
  const next = parse(location.hash);
  const same = model && next.view === address.view && next.id === address.id;
  const moved = !same || next.tab !== address.tab;
  address = next;
  if (!same) {
    model?.close();
    model = address.view === 'document' ? new DocumentModel(address.id, draw) : new StartModel(draw);
  }
  model.follow?.(address);
  draw();
  if (!same && moved) {
    window.scrollTo(0, 0);
    document.getElementById('view').focus({ preventScroll: true });
  }
}

function draw() {
  document.title = model.title ? `${model.title} · Stepfold` : 'Stepfold';
  render(html`
    <header class="top">
      <a class="brand" href=${TO_START}><img src="/icon.svg" alt="" width="22" height="22"> Stepfold</a>
      ${address.view === 'document'
        ? html`<span class="crumb" dir="auto">${model.title}</span>
               <span class="fill"></span>${connectionView(model.store, model.health)}`
        : html`<span class="fill"></span>`}
      ${token.isHeld() ? html`<button type="button" class="quiet" @click=${token.signOut}>Sign out</button>` : nothing}
      ${themeButton()}
    </header>
    <main id="view" tabindex="-1">
      ${token.isAsked() ? signInView() : nothing}
      ${keyed(address.id || 'start', address.view === 'document' ? documentView(model, address) : startView(model))}
    </main>
    <div class="notices">${noticesView()}</div>`, root);
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
root.replaceChildren();
window.addEventListener('hashchange', follow);
setInterval(() => { if (model?.ticks && !document.hidden) draw(); }, TICK_MS);
follow();
