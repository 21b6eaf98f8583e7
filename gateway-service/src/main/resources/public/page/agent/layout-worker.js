/** Lays a diagram out beside the page's thread, which stays free for input. */
import dagre from '/vendor/dagre/dagre.esm.js';

const DIRECTIONS = ['LR', 'TB'];

/** Over how many ranks the models that nobody refers to are spread, where one rank of them would be long. */
const SPREADS = [1, 2, 3, 4];
const SMALL = 12;

self.onmessage = ({ data: { id, nodes, edges, window } }) => {
  const spreads = nodes.length <= SMALL ? SPREADS.slice(0, 1) : SPREADS;
  const tries = DIRECTIONS.flatMap((direction) => spreads.map((spread) => layOut(nodes, edges, direction, spread)));
  const scale = ({ width, height }) => Math.min(window.width / width, window.height / height);
  const best = tries.reduce((one, other) => (scale(other) > scale(one) * 1.05 ? other : one));
  self.postMessage({ id, ...best });
};

function layOut(nodes, edges, rankdir, spread) {
  const graph = new dagre.graphlib.Graph({ multigraph: true })
    .setGraph({ rankdir, nodesep: 28, ranksep: rankdir === 'LR' ? 72 : 56, edgesep: 16, marginx: 24, marginy: 24 })
    .setDefaultEdgeLabel(() => ({}));
  nodes.forEach((node) => graph.setNode(node.name, { width: node.width, height: node.height }));
  const referred = new Set(edges.map((edge) => edge.to));
  edges.forEach((edge, index) => {
    const minlen = referred.has(edge.from) ? 1 : 1 + (index % spread);
    graph.setEdge(edge.from, edge.to, { minlen }, String(index));
  });
  joinTheLonely(graph, nodes, edges);
  dagre.layout(graph);
  const { width, height } = graph.graph();
  return {
    width: Number.isFinite(width) ? width : 1,
    height: Number.isFinite(height) ? height : 1,
    nodes: nodes.map(({ name }) => { const { x, y } = graph.node(name); return { name, x, y }; }),
    edges: edges.map((edge, index) => graph.edge({ v: edge.from, w: edge.to, name: String(index) }).points),
  };
}

/** Models without relations would stand in one rank: edges that are not drawn put them into rows. */
function joinTheLonely(graph, nodes, edges) {
  const joined = new Set(edges.flatMap((edge) => [edge.from, edge.to]));
  const lonely = nodes.filter((node) => !joined.has(node.name));
  const columns = Math.ceil(Math.sqrt(lonely.length));
  lonely.forEach((node, index) => {
    if (index % columns) graph.setEdge(lonely[index - 1].name, node.name, {}, `lonely-${index}`);
  });
}
