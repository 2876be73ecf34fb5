// The canvas. The instance outlives reruns: new data is compared by id, so that nothing that stands is moved.
const ringtraceCanvases = new WeakMap();

function ringtraceStyle(host) {
  const theme = getComputedStyle(host);
  const text = theme.getPropertyValue("--st-text-color").trim() || "#1c2430";
  const ground = theme.getPropertyValue("--st-background-color").trim() || "#ffffff";
  return [
    {
      selector: "node",
      style: {
        "shape": "data(shape)", "background-color": "data(colour)", "width": "data(size)", "height": "data(size)",
        "label": "data(label)", "color": text, "font-size": 10, "text-valign": "bottom", "text-margin-y": 3,
        "text-outline-color": ground, "text-outline-width": 2, "min-zoomed-font-size": 7,
      },
    },
    {
      selector: "edge",
      style: { "width": "data(width)", "line-color": text, "line-opacity": 0.25, "curve-style": "straight" },
    },
    { selector: "edge.near", style: { "line-opacity": 0.8, "label": "data(label)", "font-size": 8, "color": text,
      "text-background-color": ground, "text-background-opacity": 0.8 } },
    { selector: "node:selected", style: { "underlay-color": theme.getPropertyValue("--st-primary-color").trim() || "#0b5fa5",
      "underlay-opacity": 0.45, "underlay-padding": 7 } },
    { selector: "node.here", style: { "border-width": 3, "border-color": text } },
  ];
}

function ringtraceMake(host, tell) {
  const frame = document.createElement("div");
  const tools = document.createElement("div");
  const graph = document.createElement("div");
  const told = document.createElement("div");
  frame.className = "frame"; tools.className = "tools"; graph.className = "graph"; told.className = "told";
  graph.tabIndex = 0;
  graph.setAttribute("role", "application");
  told.setAttribute("aria-live", "polite");
  frame.append(tools, graph, told);
  host.append(frame);
  const cy = drawWithCytoscape({ container: graph, wheelSensitivity: 0.3, maxZoom: 3, minZoom: 0.1 });
  const made = { cy, frame, tools, graph, told, tell, here: null, report: null, waits: null };
  const tool = (act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.onclick = act;
    tools.append(button);
    return button;
  };
  made.fit = tool(() => cy.fit(undefined, 30));
  made.image = tool(() => {
    const link = document.createElement("a");
    link.href = cy.png({ full: true, scale: 2, bg: getComputedStyle(host).getPropertyValue("--st-background-color") });
    link.download = "ringtrace-graph.png";
    link.click();
  });
  const go = (node) => {
    cy.elements().removeClass("here near");
    node.addClass("here").connectedEdges().addClass("near");
    made.here = node;
    told.textContent = node.data("told"); // text, never markup: it comes from files
  };
  cy.on("select unselect", "node", () => ringtraceReport(made));
  cy.on("dragfree", "node", () => ringtraceReport(made));
  cy.on("tap", "node", (event) => go(event.target));
  cy.on("dbltap", "node", (event) => made.tell(event.target.id()));
  graph.addEventListener("keydown", (event) => {
    const nodes = cy.nodes();
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step && nodes.length) {
      const at = made.here ? nodes.indexOf(made.here) : step > 0 ? -1 : 0;
      go(nodes[(at + step + nodes.length) % nodes.length]);
      event.preventDefault();
    } else if (event.key === " " && made.here) {
      if (made.here.selected()) made.here.unselect(); else made.here.select();
      event.preventDefault();
    } else if (event.key === "Enter" && made.here) {
      made.tell(made.here.id());
      event.preventDefault();
    }
  });
  let seen = false;
  new ResizeObserver(() => {
    cy.resize();
    if (!seen && graph.clientWidth) { // behind a tab it had no size to fit into
      seen = true;
      cy.fit(undefined, 30);
    }
  }).observe(graph);
  return made;
}

function ringtraceReport(made) { // positions and selection in one message, after the hand has come to rest
  if (!made.report) return;
  clearTimeout(made.waits);
  made.waits = setTimeout(() => made.report(
    Object.fromEntries(made.cy.nodes().map((node) => [node.id(), [Math.round(node.position("x")), Math.round(node.position("y"))]])),
    made.cy.nodes(":selected").map((node) => node.id()),
  ), 150);
}

function ringtraceUpdate(made, data) {
  const { cy } = made;
  const wanted = new Set([...data.nodes, ...data.edges].map((one) => one.id));
  const gone = cy.elements().filter((one) => !wanted.has(one.id()));
  if (made.here && gone.has(made.here)) made.here = null;
  cy.remove(gone);
  const old = cy.nodes().length;
  const fresh = data.nodes.filter((one) => cy.getElementById(one.id).empty());
  cy.add(fresh.map((one) => ({ group: "nodes", data: one })));
  for (const one of data.nodes) cy.getElementById(one.id).data(one);
  cy.add(data.edges.filter((one) => cy.getElementById(one.id).empty()).map((one) => ({ group: "edges", data: one })));
  if (!fresh.length) return;
  const known = data.positions || {};
  const placed = new Set(cy.nodes().map((node) => node.id()));
  for (const one of fresh) {
    const spot = known[one.id];
    if (spot) cy.getElementById(one.id).position({ x: spot[0], y: spot[1] }); else placed.delete(one.id);
  }
  const lost = fresh.filter((one) => !placed.has(one.id));
  ringtraceReport(made);
  if (!lost.length) {
    if (!old) cy.fit(undefined, 30);
    return;
  }
  if (placed.size < lost.length) {
    cy.layout({ name: "cose", animate: false, randomize: false, fit: true, padding: 30, nodeDimensionsIncludeLabels: true,
      nodeRepulsion: () => 9000, idealEdgeLength: () => 55, componentSpacing: 60, ...ringtraceStart(cy) }).run();
    return;
  }
  lost.forEach((one) => { // around a neighbour that is known, where there is room; nothing else moves
    const node = cy.getElementById(one.id);
    const near = node.neighborhood("node").filter((other) => placed.has(other.id()));
    node.position(ringtraceRoom(cy, placed, near.nonempty() ? near[0].position() : { x: 0, y: 0 }));
    placed.add(one.id);
  });
}

function ringtraceRoom(cy, placed, centre) { // the first free place on a spiral around a point
  const taken = cy.nodes().filter((node) => placed.has(node.id())).map((node) => node.position());
  for (let turn = 6; turn < 900; turn += 1) {
    const far = 22 * Math.sqrt(turn);
    const spot = { x: centre.x + far * Math.cos(turn * 2.39996), y: centre.y + far * Math.sin(turn * 2.39996) };
    if (taken.every((other) => Math.hypot(other.x - spot.x, (other.y - spot.y) * 1.2) > 44)) return spot;
  }
  return { x: centre.x + 60, y: centre.y + 60 };
}

function ringtraceStart(cy) { // a spiral, so that the same graph is drawn the same way each time
  cy.nodes().forEach((node, index) => {
    const angle = index * 2.39996;
    const far = 25 * Math.sqrt(index + 1);
    node.position({ x: far * Math.cos(angle), y: far * Math.sin(angle) });
  });
  return {};
}

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  let made = ringtraceCanvases.get(parentElement);
  if (!made) {
    made = ringtraceMake(parentElement, () => {});
    ringtraceCanvases.set(parentElement, made);
  }
  made.tell = (id) => setTriggerValue("expand", id);
  made.report = data.reports ? (positions, selection) => {
    setStateValue("positions", positions);
    setStateValue("selection", selection);
  } : null;
  made.graph.style.height = `${data.height}px`;
  made.graph.setAttribute("aria-label", data.help);
  made.fit.textContent = data.fit;
  made.image.textContent = data.image;
  made.cy.resize();
  made.cy.style(ringtraceStyle(made.frame));
  ringtraceUpdate(made, data);
}
