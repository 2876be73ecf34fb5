// What Streamlit hands to a component of version 2, as far as we use it.
export interface Component<Data> {
  data: Data;
  parentElement: HTMLElement;
  setStateValue: (name: string, value: unknown) => void;
  setTriggerValue: (name: string, value: unknown) => void;
}

export function colour(host: HTMLElement, name: string, otherwise: string): string {
  return getComputedStyle(host).getPropertyValue(name).trim() || otherwise;
}
