/** The start: ask for an agent, and find those that are there. */
import { html, nothing } from '../lit.js';
import { STEPS } from '../state/steps.js';
import { icon } from '../parts/icons.js';
import { askForm } from './ask-form.js';
import { documentList } from './document-list.js';

export function startView(model) {
  const isFirstVisit = model.documents?.length === 0;
  return html`
    <div class="start">
      <section class="ask" aria-labelledby="ask-title">
        <h1 id="ask-title">What should your agent do?</h1>
        <p class="soft lead">Say it in plain words. Six steps turn it into a working agent, and none is ever lost.</p>
        ${askForm()}
      </section>
      ${isFirstVisit ? lesson() : nothing}
      ${isFirstVisit ? nothing : documentList(model)}
    </div>`;
}

function lesson() {
  const points = [
    ['sparkle', 'Watch it grow', 'Models, actions and schedules appear while they are made.'],
    ['retry', 'Leave, and come back', 'Close the tab or lose the network. The page goes on where the run is.'],
    ['clock', 'See the exact past', 'Every event is kept: look at any moment again, and play the run once more.'],
  ];
  return html`
    <section class="lesson" aria-labelledby="lesson-title">
      <h2 id="lesson-title" class="unseen">How it works</h2>
      <ol class="pipeline">
        ${STEPS.map((step, index) => html`<li><span class="number">${index + 1}</span><strong>${step.title}</strong><span class="soft tiny">${step.does}</span></li>`)}
      </ol>
      <ul class="points">
        ${points.map(([picture, title, text]) => html`<li>${icon(picture)}<div><strong>${title}</strong><p class="soft">${text}</p></div></li>`)}
      </ul>
    </section>`;
}
