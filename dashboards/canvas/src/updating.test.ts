import cytoscape from "cytoscape";
import { describe, expect, it } from "vitest";
import type { Drawing, DrawnEdge, DrawnNode } from "./drawing";
import { room } from "./placing";
import { update } from "./updating";

const node = (id: string): DrawnNode => ({ id, label: id, told: id, shape: "ellipse", colour: "#000", size: 20 });
const edge = (source: string, target: string): DrawnEdge => ({
  id: `${source}|${target}`, source, target, label: "HOLDS", width: 1,
});

function drawing(ids: string[], pairs: [string, string][], more: Partial<Drawing> = {}): Drawing {
  return {
    nodes: ids.map(node), edges: pairs.map((pair) => edge(...pair)),
    height: 400, help: "", fit: "", image: "", arrange: "", ...more,
  };
}

const graph = () => cytoscape({ headless: true, styleEnabled: true });
const spots = (cy: cytoscape.Core) => Object.fromEntries(cy.nodes().map((one) => [one.id(), { ...one.position() }]));

describe("update", () => {
  it("leaves what stands where it stands when neighbours come", () => {
    const cy = graph();
    update(cy, drawing(["a", "b", "c"], [["a", "b"], ["a", "c"]]));
    const before = spots(cy);
    update(cy, drawing(["a", "b", "c", "d"], [["a", "b"], ["a", "c"], ["b", "d"]]));
    const after = spots(cy);
    expect({ a: after.a, b: after.b, c: after.c }).toEqual(before);
    expect(cy.getElementById("d").nonempty()).toBe(true);
  });

  it("puts nodes back where they were left", () => {
    const cy = graph();
    update(cy, drawing(["a", "b"], [["a", "b"]], { positions: { a: [10, 20], b: [-5, 7] } }));
    expect(spots(cy)).toEqual({ a: { x: 10, y: 20 }, b: { x: -5, y: 7 } });
  });

  it("takes away what is no longer drawn, with its edges", () => {
    const cy = graph();
    update(cy, drawing(["a", "b"], [["a", "b"]]));
    update(cy, drawing(["a"], []));
    expect(cy.elements().map((one) => one.id())).toEqual(["a"]);
  });

  it("changes labels and widths in place", () => {
    const cy = graph();
    update(cy, drawing(["a", "b"], [["a", "b"]]));
    const changed = drawing(["a", "b"], [["a", "b"]]);
    changed.nodes = changed.nodes.map((one) => ({ ...one, label: "✎" }));
    changed.edges = changed.edges.map((one) => ({ ...one, width: 4 }));
    update(cy, changed);
    expect(cy.getElementById("a").data("label")).toBe("✎");
    expect(cy.getElementById("a|b").data("width")).toBe(4);
  });

  it("holds pinned nodes and lets them go again", () => {
    const cy = graph();
    update(cy, drawing(["a", "b"], [], { pinned: ["a"] }));
    expect(cy.getElementById("a").locked()).toBe(true);
    update(cy, drawing(["a", "b"], [], { pinned: [] }));
    expect(cy.getElementById("a").locked()).toBe(false);
  });

  it("draws the same graph the same way", () => {
    const one = graph();
    const other = graph();
    const data = drawing(["a", "b", "c", "d"], [["a", "b"], ["c", "d"]]);
    update(one, data);
    update(other, data);
    expect(spots(one)).toEqual(spots(other));
  });
});

describe("room", () => {
  it("finds a place that is free", () => {
    const taken = Array.from({ length: 40 }, (_, n) => ({ x: (n % 7) * 44, y: Math.floor(n / 7) * 44 }));
    const spot = room(taken, { x: 100, y: 100 });
    expect(taken.every((other) => Math.hypot(other.x - spot.x, (other.y - spot.y) * 1.2) > 44)).toBe(true);
  });
});
