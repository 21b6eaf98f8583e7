/** `<entity-diagram>`: an agent's models and their relations, laid out; to be panned, zoomed and walked through by keys. */
import { Element, html, repeat, svg } from '../lit.js';
import { icon } from '../parts/icons.js';
import { layout } from './layout.js';
import { edgesOf } from './relations.js';
import { nodeSize, nodeView } from './diagram-node.js';
import { Viewport } from './viewport.js';

const STEP_PX = 60;

class EntityDiagram extends Element {
  static properties = {
    agent: { attribute: false },
    selected: { attribute: false },
    changes: { attribute: false },
    fieldChanges: { attribute: false },
    placed: { state: true },
    view: { state: true },
  };

  #viewport = new Viewport((view) => { this.view = view; });
  #drawn = '';
  #followsAll = true;

  connectedCallback() {
    super.connectedCallback();
    this.resize = new ResizeObserver(() => { if (this.#followsAll) this.#fit(); });
    this.resize.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.resize.disconnect();
  }

  willUpdate(changed) {
    if (changed.has('agent')) this.#layOut();
  }

  async #layOut() {
    const { agent } = this;
    const nodes = agent.models.map((model) => ({ name: model.name, ...nodeSize(model) }));
    const edges = edgesOf(agent);
    const shape = JSON.stringify([nodes, edges]);
    if (shape === this.#drawn) return;
    this.#drawn = shape;
    const answer = await layout(nodes, edges, this.#window()).catch((error) => ({ problem: error.message }));
    if (shape !== this.#drawn) return;
    if (answer.problem) {
      this.placed = { problem: answer.problem };
      return;
    }
    const at = new Map(answer.nodes.map((node) => [node.name, node]));
    const size = new Map(nodes.map((node) => [node.name, node]));
    this.placed = {
      width: answer.width,
      height: answer.height,
      boxes: new Map(nodes.map(({ name }) => [name, {
        x: at.get(name).x - size.get(name).width / 2, y: at.get(name).y - size.get(name).height / 2, ...size.get(name),
      }])),
      edges: edges.map((edge, index) => ({ ...edge, points: answer.edges[index] })),
    };
    if (this.#followsAll) this.#fit();
  }

  #window() {
    const { width, height } = this.getBoundingClientRect();
    return { width: width || 1000, height: height || 650 };
  }

  #fit() {
    this.#followsAll = true;
    if (this.placed?.width) this.#viewport.fit(this.#window(), this.placed);
  }

  #zoom(factor, at) {
    this.#followsAll = false;
    const { width, height } = this.#window();
    this.#viewport.zoom(factor, at ?? { x: width / 2, y: height / 2 });
  }

  #pan(dx, dy) {
    this.#followsAll = false;
    this.#viewport.pan(dx, dy);
  }

  render() {
    const { placed, view } = this;
    if (placed?.problem) return html`<p class="empty">${placed.problem}</p>`;
    if (!placed || !view) return html`<p class="empty">Drawing …</p>`;
    return html`
      <svg class="canvas" tabindex="0" role="group" aria-label="Diagram of ${placed.boxes.size} models. Arrow keys move, plus and minus zoom, 0 fits."
        @wheel=${this.#onWheel} @pointerdown=${this.#onPointerDown} @keydown=${this.#onKey}>
        ${markers}
        <g transform="translate(${view.x} ${view.y}) scale(${view.scale})">
          ${placed.edges.map((edge) => this.#edge(edge))}
          ${repeat(this.agent.models.filter((model) => placed.boxes.has(model.name)), (model) => model.name, (model) => nodeView(model, {
            box: placed.boxes.get(model.name),
            selected: model.name === this.selected,
            change: this.changes?.get(model.name),
            fieldChanges: this.fieldChanges?.get(model.name),
            onSelect: () => this.#select(model.name),
          }))}
        </g>
      </svg>
      <div class="zoom" role="group" aria-label="Zoom">
        <button type="button" class="square" aria-label="Zoom in" @click=${() => this.#zoom(1.25)}>${icon('plus')}</button>
        <button type="button" class="square" aria-label="Zoom out" @click=${() => this.#zoom(0.8)}>${icon('minus')}</button>
        <button type="button" class="square" aria-label="Fit" @click=${() => this.#fit()}>${icon('fit')}</button>
      </div>`;
  }

  #edge({ from, to, label, points, fromMany, toMany, optional }) {
    const near = this.selected === from || this.selected === to;
    return svg`
      <path class="edge ${near ? 'near' : ''} ${optional ? 'optional' : ''}" d=${path(points)}
        marker-start="url(#${fromMany ? 'many' : 'one'})" marker-end="url(#${toMany ? 'many' : 'one'})"><title>${from}.${label} → ${to}</title></path>`;
  }

  #select(name) {
    this.dispatchEvent(new CustomEvent('select-model', { detail: name }));
  }

  #onWheel = {
    passive: false,
    handleEvent: (event) => {
      event.preventDefault();
      const box = this.getBoundingClientRect();
      if (event.ctrlKey || event.metaKey || !event.shiftKey) {
        this.#zoom(Math.exp(-event.deltaY * 0.0015), { x: event.clientX - box.x, y: event.clientY - box.y });
      } else {
        this.#pan(-event.deltaY, 0);
      }
    },
  };

  #onPointerDown = (event) => {
    if (event.button !== 0) return;
    const canvas = event.currentTarget;
    let { clientX: x, clientY: y } = event;
    const move = (moved) => {
      // Only what is dragged is captured: a click still reaches the model under it.
      if (!canvas.hasPointerCapture(event.pointerId)) {
        if (Math.hypot(moved.clientX - x, moved.clientY - y) < 4) return;
        canvas.setPointerCapture(event.pointerId);
      }
      this.#pan(moved.clientX - x, moved.clientY - y);
      ({ clientX: x, clientY: y } = moved);
    };
    const end = () => {
      canvas.removeEventListener('pointermove', move);
      canvas.removeEventListener('pointerup', end);
      canvas.removeEventListener('pointercancel', end);
    };
    canvas.addEventListener('pointermove', move);
    canvas.addEventListener('pointerup', end);
    canvas.addEventListener('pointercancel', end);
  };

  #onKey = (event) => {
    const moves = { ArrowLeft: [STEP_PX, 0], ArrowRight: [-STEP_PX, 0], ArrowUp: [0, STEP_PX], ArrowDown: [0, -STEP_PX] };
    if (moves[event.key]) this.#pan(...moves[event.key]);
    else if (event.key === '+' || event.key === '=') this.#zoom(1.25);
    else if (event.key === '-') this.#zoom(0.8);
    else if (event.key === '0') this.#fit();
    else return;
    event.preventDefault();
  };
}

/** Crow's feet for many, a bar for one. */
const markers = svg`
  <defs>
    <marker id="many" markerWidth="12" markerHeight="12" refX="11" refY="6" orient="auto-start-reverse" markerUnits="userSpaceOnUse">
      <path class="mark" d="M11 1 1 6l10 5"></path></marker>
    <marker id="one" markerWidth="12" markerHeight="12" refX="11" refY="6" orient="auto-start-reverse" markerUnits="userSpaceOnUse">
      <path class="mark" d="M5 1v10"></path></marker>
  </defs>`;

function path(points) {
  const [first, ...rest] = points;
  let d = `M${first.x.toFixed(1)} ${first.y.toFixed(1)}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const middle = i === rest.length - 2 ? rest[i + 1] : { x: (rest[i].x + rest[i + 1].x) / 2, y: (rest[i].y + rest[i + 1].y) / 2 };
    d += `Q${rest[i].x.toFixed(1)} ${rest[i].y.toFixed(1)} ${middle.x.toFixed(1)} ${middle.y.toFixed(1)}`;
  }
  if (rest.length === 1) d += `L${rest[0].x.toFixed(1)} ${rest[0].y.toFixed(1)}`;
  return d;
}

customElements.define('entity-diagram', EntityDiagram);
