import { describe, expect, it } from "vitest";
import { complete, lineOf, type Vocabulary } from "./completing";

const words: Vocabulary = {
  nodes: { Person: ["person_id", "name"], Institution: ["institution_id"] },
  edges: { BOUGHT_AT: ["settlements", "amount"] },
};
const labels = (text: string, before: string, asked = false) =>
  complete(words, text, before, asked)?.options.map((one) => one.label);

describe("complete", () => {
  it("offers kinds of nodes after a colon in a node", () => {
    expect(labels("MATCH (p:Pe", ":Pe")).toEqual(["Person", "Institution"]);
  });
  it("offers kinds of edges after a colon in an edge", () => {
    expect(labels("MATCH (p:Person)-[e:", ":")).toEqual(["BOUGHT_AT"]);
    expect(labels("MATCH (p:Person)-[e:BOUGHT_AT]->(i:", ":")).toEqual(["Person", "Institution"]);
  });
  it("offers the properties of what the variable is", () => {
    expect(labels("MATCH (p:Person)-[e:BOUGHT_AT]->() RETURN p.na", ".na")).toEqual(["person_id", "name"]);
    expect(labels("MATCH (p:Person)-[e:`BOUGHT_AT`]->() RETURN e.", ".")).toEqual(["settlements", "amount"]);
  });
  it("offers every property where the variable is not known", () => {
    expect(labels("RETURN x.", ".")).toEqual(["amount", "institution_id", "name", "person_id", "settlements"]);
  });
  it("offers words of the language while one is typed, and nothing unasked before", () => {
    expect(labels("MAT", "MAT")).toContain("MATCH");
    expect(labels("", "")).toBeUndefined();
    expect(labels("", "", true)).toContain("RETURN");
  });
});

describe("lineOf", () => {
  it("stays inside the text", () => {
    expect([lineOf(0, 3), lineOf(2, 3), lineOf(99, 3), lineOf(NaN, 3)]).toEqual([1, 2, 3, 1]);
  });
});
