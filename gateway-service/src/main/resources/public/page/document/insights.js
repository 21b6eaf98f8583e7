import { html, nothing } from '../lit.js';
import { icon } from '../parts/icons.js';
import { suggest } from './change-form.js';

const SCORES = ['completeness', 'consistency', 'coverage'];

/** How good the finished agent is, what validation found, and what could be better. */
export function insights(model, state) {
  if (!state.quality && !state.validation.length && !state.insights.length) return nothing;
  return html`
    <section class="insights stack" aria-label="Quality">
      ${state.quality ? html`
        <dl class="scores">
          <div class="overall"><dt>Quality</dt><dd class="number">${percent(state.quality.overall)}</dd></div>
          ${SCORES.map((name) => html`<div><dt>${name}</dt><dd class="number">${percent(state.quality[name])}</dd></div>`)}
        </dl>` : nothing}
      ${state.validation.length ? html`
        <details><summary>${state.validation.length} ${state.validation.length > 1 ? 'findings' : 'finding'} of the validation</summary>
          <ul class="plain">${state.validation.map((finding) => html`<li><code>${finding.code}</code> <span class="wrap">${finding.message}</span></li>`)}</ul>
        </details>` : nothing}
      ${state.insights.length ? html`
        <details><summary>${state.insights.length} ${state.insights.length > 1 ? 'suggestions' : 'suggestion'}</summary>
          <ul class="plain">${state.insights.map((insight) => html`
            <li><div><strong dir="auto">${insight.suggestion}</strong><p class="soft tiny" dir="auto">${insight.reason}</p></div>
              ${model.isPast ? nothing : html`<button type="button" class="quiet square" aria-label="Ask for this: ${insight.suggestion}" title="Ask for this"
                @click=${() => suggest(insight.suggestion)}>${icon('arrow')}</button>`}</li>`)}</ul>
        </details>` : nothing}
    </section>`;
}

function percent(score) {
  return `${Math.round(score * 100)} %`;
}
