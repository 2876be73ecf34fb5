// Where nodes go: a new one beside a neighbour that stands, a new graph by forces; what stands is not moved.
import type { Core, NodeSingular, LayoutOptions } from "cytoscape";
import type { Positions } from "./drawing";

const GOLDEN = 2.39996; // radians: points on a spiral that never line up
const APART = 44; // pixels between two nodes
const FORCES_UP_TO = 600; // nodes; forces grow with the square

export interface Spot {
  x: number;
  y: number;
}

/** The first free place on a spiral around a point; `size` of what is put there, in pixels. */
export function room(taken: Spot[], centre: Spot, size = 22): Spot {
  for (let turn = Math.max(6, Math.round((size / 22) ** 2 * 5)); turn < 900; turn += 1) {
    const far = 22 * Math.sqrt(turn);
    const spot = { x: centre.x + far * Math.cos(turn * GOLDEN), y: centre.y + far * Math.sin(turn * GOLDEN) };
    if (taken.every((other) => Math.hypot(other.x - spot.x, (other.y - spot.y) * 1.2) > APART)) return spot;
  }
  return { x: centre.x + 60, y: centre.y + 60 };
}

/** Put the nodes named in `fresh` somewhere; whether the view should be fitted. */
export function place(cy: Core, fresh: string[], known: Positions, wasEmpty: boolean): boolean {
  const lost: NodeSingular[] = [];
  for (const id of fresh) {
    const spot = known[id];
    const node = cy.getElementById(id);
    if (spot) node.position({ x: spot[0], y: spot[1] });
    else lost.push(node);
  }
  const standing = cy.nodes().length - lost.length;
  if (!lost.length) return wasEmpty;
  if (standing < lost.length) {
    arrange(cy);
    return true;
  }
  const placed = new Set(cy.nodes().map((node) => node.id()));
  for (const node of lost) placed.delete(node.id());
  for (const node of lost) {
    const near = node.neighborhood().nodes().toArray().find((other) => placed.has(other.id()));
    const taken = cy.nodes().toArray().filter((other) => placed.has(other.id())).map((other) => other.position());
    node.position(room(taken, near ? near.position() : { x: 0, y: 0 }, Number(node.data("size"))));
    placed.add(node.id());
  }
  return false;
}

/** The whole graph anew, but for what is pinned (locked); the same graph the same way each time. */
export function arrange(cy: Core): void {
  cy.nodes().filter((node) => !node.locked()).forEach((node, index) => {
    const far = 25 * Math.sqrt(index + 1);
    node.position({ x: far * Math.cos(index * GOLDEN), y: far * Math.sin(index * GOLDEN) });
  });
  const rounds = cy.nodes().length <= 100 ? 700 : 300;
  const forces = {
    numIter: rounds, coolingFactor: rounds > 300 ? 0.99 : 0.977,
    name: "cose", animate: false, randomize: false, fit: false, nodeDimensionsIncludeLabels: true,
    nodeRepulsion: () => 9000, idealEdgeLength: () => 55, componentSpacing: 60,
  };
  const rings = {
    name: "concentric", animate: false, fit: false, minNodeSpacing: 12,
    concentric: (node: NodeSingular) => node.degree(false), levelWidth: () => 4,
  };
  cy.layout((cy.nodes().length <= FORCES_UP_TO ? forces : rings) as LayoutOptions).run();
}
