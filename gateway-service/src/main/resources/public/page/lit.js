/**
 * What the page uses of Lit. Its two halves are imported by address: the module that joins them, lit-element, imports by
 * name, which takes an import map, and a strict Content-Security-Policy admits none.
 */
import { ReactiveElement } from '/lib/lit__reactive-element/reactive-element.js';
import { html, nothing, render, svg } from '/lib/lit-html/lit-html.js';
import { guard } from '/lib/lit-html/directives/guard.js';
import { keyed } from '/lib/lit-html/directives/keyed.js';
import { live } from '/lib/lit-html/directives/live.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';

export { guard, html, keyed, live, nothing, render, repeat, svg };

/** An element that renders into itself, so that the page's stylesheet, labels and ids reach into it. */
export class Element extends ReactiveElement {
  createRenderRoot() {
    return this;
  }

  update(changed) {
    super.update(changed);
    render(this.render(), this.renderRoot, { host: this });
  }
}
