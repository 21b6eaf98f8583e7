/** Lays a diagram out beside the page's thread, which stays free for input. */
import dagre from '/vendor/dagre/dagre.esm.js';

self.onmessage = ({ data: { id, nodes, edges } }) => {
  const graph = new dagre.graphlib.Graph({ multigraph: true })
    .setGraph({ rankdir: 'LR', nodesep: 28, ranksep: 72, edgesep: 16, marginx: 24, marginy: 24 })
    .setDefaultEdgeLabel(() => ({}));
  nodes.forEach((node) => graph.setNode(node.name, { width: node.width, height: node.height }));
  edges.forEach((edge, index) => graph.setEdge(edge.from, edge.to, {}, String(index)));
  dagre.layout(graph);
  const { width, height } = graph.graph();
  self.postMessage({
    id,
    width: Number.isFinite(width) ? width : 0,
    height: Number.isFinite(height) ? height : 0,
    nodes: nodes.map(({ name }) => { const { x, y } = graph.node(name); return { name, x, y }; }),
    edges: edges.map((edge, index) => graph.edge({ v: edge.from, w: edge.to, name: String(index) }).points),
  });
};
