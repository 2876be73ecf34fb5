// What Python sends: the whole drawing each time, compared by id in the browser.
export interface DrawnNode {
  id: string;
  label: string;
  told: string;
  shape: string;
  colour: string;
  size: number;
  many?: boolean; // stands for several
}

export interface DrawnEdge {
  id: string;
  source: string;
  target: string;
  label: string;
  width: number;
}

export type Positions = Record<string, [number, number]>;

export interface Drawing {
  nodes: DrawnNode[];
  edges: DrawnEdge[];
  positions?: Positions;
  pinned?: string[];
  meanings?: [string, string][]; // a colour, and what it means
  reports?: boolean;
  height: number;
  help: string;
  fit: string;
  image: string;
  arrange: string;
}
