import type { StylesheetJson } from "cytoscape";
import { colour } from "./component";

export function style(host: HTMLElement): StylesheetJson {
  const text = colour(host, "--st-text-color", "#1c2430");
  const ground = colour(host, "--st-background-color", "#ffffff");
  const accent = colour(host, "--st-primary-color", "#0b5fa5");
  const rules = [
    {
      selector: "node",
      style: {
        "shape": "data(shape)", "background-color": "data(colour)", "width": "data(size)", "height": "data(size)",
        "label": "data(label)", "color": text, "font-size": 10, "text-valign": "bottom", "text-margin-y": 3,
        "text-outline-color": ground, "text-outline-width": 2, "min-zoomed-font-size": 7,
      },
    },
    { selector: "node[?many]", style: { "border-width": 3, "border-style": "double", "border-color": text } },
    {
      selector: "edge",
      style: { "width": "data(width)", "line-color": text, "line-opacity": 0.25, "curve-style": "straight" },
    },
    { selector: "edge.near", style: { "line-opacity": 0.8 } },
    {
      selector: "edge.named",
      style: {
        "label": "data(label)", "font-size": 8, "color": text,
        "text-background-color": ground, "text-background-opacity": 0.8,
      },
    },
    { selector: "node.pinned", style: { "border-width": 2, "border-style": "dashed", "border-color": accent } },
    {
      selector: "node:selected",
      style: { "underlay-color": accent, "underlay-opacity": 0.45, "underlay-padding": 7 },
    },
    { selector: "node.here", style: { "border-width": 3, "border-style": "solid", "border-color": text } },
  ];
  return rules as unknown as StylesheetJson; // the types of 3.34 do not know data(…) for shapes
}
