// The canvas: one instance a place of the page, which outlives reruns.
import cytoscape, { type Core, type NodeSingular } from "cytoscape";
import { colour, type Component } from "./component";
import type { Drawing, Positions } from "./drawing";
import { arrange } from "./placing";
import { style } from "./style";
import { update } from "./updating";

const PADDING = 30;
const LABELLED = 16; // ties whose words can be read at once
const REST = 150; // milliseconds after which the hand has come to rest

class Canvas {
  readonly cy: Core;
  tell: (id: string) => void = () => undefined;
  report: ((positions: Positions, selection: string[]) => void) | null = null;
  private readonly frame = document.createElement("div");
  private readonly tools = document.createElement("div");
  private readonly graph = document.createElement("div");
  private readonly meanings = document.createElement("div");
  private readonly told = document.createElement("div");
  private readonly fit: HTMLButtonElement;
  private readonly image: HTMLButtonElement;
  private readonly again: HTMLButtonElement;
  private dressed = "";
  private here: NodeSingular | null = null;
  private waits: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: HTMLElement) {
    this.frame.className = "frame";
    this.tools.className = "tools";
    this.graph.className = "graph";
    this.meanings.className = "meanings";
    this.told.className = "told";
    this.graph.tabIndex = 0;
    this.graph.setAttribute("role", "application");
    this.told.setAttribute("aria-live", "polite");
    this.frame.append(this.tools, this.graph, this.meanings, this.told);
    host.append(this.frame);
    this.cy = cytoscape({ container: this.graph, wheelSensitivity: 0.3, maxZoom: 3, minZoom: 0.1 });
    this.again = this.tool(() => {
      arrange(this.cy);
      this.cy.fit(undefined, PADDING);
      this.rest();
    });
    this.fit = this.tool(() => this.cy.fit(undefined, PADDING));
    this.image = this.tool(() => this.save());
    this.listen();
  }

  show(data: Drawing): void {
    this.graph.style.height = `${data.height}px`;
    this.graph.setAttribute("aria-label", data.help);
    this.fit.textContent = data.fit;
    this.image.textContent = data.image;
    this.again.textContent = data.arrange;
    this.again.hidden = !data.reports;
    this.meanings.replaceChildren(...(data.meanings ?? []).map(meaning));
    this.cy.resize();
    this.dress();
    const change = update(this.cy, data);
    if (this.here?.removed()) this.here = null;
    if (change.fit) this.cy.fit(undefined, PADDING);
    if (change.fresh) this.rest();
    this.graph.dataset.nodes = String(this.cy.nodes().length); // for whoever waits for it to be drawn
  }

  private dress(): void { // a style anew computes every element's, so only for another theme
    const rules = style(this.frame);
    const named = JSON.stringify(rules);
    if (named === this.dressed) return;
    this.dressed = named;
    this.cy.style(rules);
  }

  private tool(act: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.onclick = act;
    this.tools.append(button);
    return button;
  }

  private save(): void {
    const link = document.createElement("a");
    link.href = this.cy.png({ full: true, scale: 2, bg: colour(this.host, "--st-background-color", "#ffffff") });
    link.download = "ringtrace-graph.png";
    link.click();
  }

  private go(node: NodeSingular): void {
    this.cy.elements().removeClass("here near named");
    const edges = node.addClass("here").connectedEdges();
    edges.addClass("near");
    if (edges.length <= LABELLED) edges.addClass("named");
    this.here = node;
    this.told.textContent = String(node.data("told")); // text, never markup: it comes from files
  }

  private listen(): void {
    this.cy.on("select unselect", "node", () => this.rest());
    this.cy.on("dragfree", "node", () => this.rest());
    this.cy.on("tap", "node", (event) => this.go(event.target));
    this.cy.on("dbltap", "node", (event) => this.tell(event.target.id()));
    this.graph.addEventListener("keydown", (event) => this.key(event));
    let seen = false;
    new ResizeObserver(() => {
      this.cy.resize();
      if (!seen && this.graph.clientWidth) { // behind a tab it had no size to fit into
        seen = true;
        this.cy.fit(undefined, PADDING);
      }
    }).observe(this.graph);
  }

  private key(event: KeyboardEvent): void {
    const nodes = this.cy.nodes().toArray();
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step && nodes.length) {
      const at = this.here ? nodes.indexOf(this.here) : step > 0 ? -1 : 0;
      const next = nodes[(at + step + nodes.length) % nodes.length];
      if (next) this.go(next);
    } else if (event.key === " " && this.here) {
      if (this.here.selected()) this.here.unselect();
      else this.here.select();
    } else if (event.key === "Enter" && this.here) {
      this.tell(this.here.id());
    } else {
      return;
    }
    event.preventDefault();
  }

  private rest(): void { // positions and selection in one message
    if (!this.report) return;
    clearTimeout(this.waits);
    this.waits = setTimeout(() => {
      const positions: Positions = {};
      this.cy.nodes().forEach((node) => {
        positions[node.id()] = [Math.round(node.position("x")), Math.round(node.position("y"))];
      });
      this.report?.(positions, this.cy.nodes(":selected").map((node) => node.id()));
    }, REST);
  }
}

function meaning([shade, words]: [string, string]): HTMLElement {
  const entry = document.createElement("span");
  const swatch = document.createElement("i");
  swatch.style.backgroundColor = shade;
  entry.append(swatch, words); // text, never markup: it comes from files
  return entry;
}

const canvases = new WeakMap<HTMLElement, Canvas>();

export default function (component: Component<Drawing>): void {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  const canvas = canvases.get(parentElement) ?? new Canvas(parentElement);
  canvases.set(parentElement, canvas);
  canvas.tell = (id) => setTriggerValue("expand", id);
  canvas.report = data.reports
    ? (positions, selection) => {
        setStateValue("positions", positions);
        setStateValue("selection", selection);
      }
    : null;
  canvas.show(data);
}
