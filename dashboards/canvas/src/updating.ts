// New data against what stands: by id, so that nothing that stands is made anew.
import type { Core } from "cytoscape";
import type { Drawing } from "./drawing";
import { place } from "./placing";

export interface Change {
  fresh: number;
  fit: boolean;
}

export function update(cy: Core, data: Drawing): Change {
  cy.startBatch(); // styles are computed once, not at each change
  try {
    return change(cy, data);
  } finally {
    cy.endBatch();
  }
}

function change(cy: Core, data: Drawing): Change {
  const wanted = new Set([...data.nodes, ...data.edges].map((one) => one.id));
  cy.remove(cy.elements().filter((one) => !wanted.has(one.id())));
  const wasEmpty = cy.nodes().empty();
  const fresh = data.nodes.filter((one) => cy.getElementById(one.id).empty());
  cy.add(fresh.map((one) => ({ group: "nodes" as const, data: { ...one } })));
  const added = new Set(fresh.map((one) => one.id));
  for (const one of data.nodes) if (!added.has(one.id)) rewrite(cy, one.id, { ...one });
  const edges = data.edges.filter((one) => cy.getElementById(one.id).empty());
  cy.add(edges.map((one) => ({ group: "edges" as const, data: { ...one } })));
  for (const one of data.edges) rewrite(cy, one.id, { width: one.width, label: one.label });
  const fit = fresh.length > 0 && place(cy, fresh.map((one) => one.id), data.positions ?? {}, wasEmpty);
  pin(cy, new Set(data.pinned ?? []));
  return { fresh: fresh.length, fit };
}

/** Only what is another: each change of an element's data computes its style anew. */
function rewrite(cy: Core, id: string, wanted: Record<string, unknown>): void {
  const element = cy.getElementById(id);
  const changed = Object.entries(wanted).filter(([name, value]) => element.data(name) !== value);
  if (changed.length) element.data(Object.fromEntries(changed));
}

function pin(cy: Core, pinned: Set<string>): void {
  cy.nodes().forEach((node) => {
    const held = pinned.has(node.id());
    if (held !== node.locked()) {
      if (held) node.lock().addClass("pinned");
      else node.unlock().removeClass("pinned");
    }
  });
}
