// An editor for Cypher: highlighting, completion of what the graph holds, a refusal at its line.
import { autocompletion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { cypher } from "@codemirror/legacy-modes/mode/cypher";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers, highlightActiveLine } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Component } from "./component";
import { complete, lineOf, type Vocabulary } from "./completing";

interface Text {
  text: string; // what the editor begins with; another text begins it anew
  vocabulary: Vocabulary;
  refusal: { line: number; message: string } | null;
  height: number;
  help: string;
}

const REST = 400; // milliseconds after which typing has come to rest

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--st-link-color)", fontWeight: "600" },
  { tag: tags.string, color: "var(--st-green-text-color)" },
  { tag: [tags.number, tags.atom, tags.bool], color: "var(--st-violet-text-color)" },
  { tag: tags.comment, color: "var(--st-text-color)", opacity: "0.8", fontStyle: "italic" },
  { tag: tags.variableName, color: "var(--st-text-color)" },
]);

const look = EditorView.theme({
  "&": { border: "1px solid var(--st-border-color, #8884)", borderRadius: "6px", backgroundColor: "var(--st-background-color)", color: "var(--st-text-color)" },
  "&.cm-focused": { outline: "2px solid var(--st-primary-color)" },
  ".cm-scroller": { fontFamily: "var(--st-code-font, monospace)", fontSize: "0.85rem" },
  ".cm-gutters": { backgroundColor: "var(--st-secondary-background-color)", color: "var(--st-text-color)", border: "none" },
  ".cm-cursor": { borderLeftColor: "var(--st-text-color)" },
  ".cm-tooltip": { backgroundColor: "var(--st-background-color)", color: "var(--st-text-color)", border: "1px solid var(--st-border-color, #8884)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--st-secondary-background-color)" },
});

class Editor {
  readonly view: EditorView;
  begun: string;
  vocabulary: Vocabulary;
  report: (text: string) => void = () => undefined;
  private waits: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement, data: Text) {
    this.begun = data.text;
    this.vocabulary = data.vocabulary;
    this.view = new EditorView({
      parent: host,
      state: EditorState.create({
        doc: data.text,
        extensions: [
          lineNumbers(), history(), drawSelection(), bracketMatching(), highlightActiveLine(), lintGutter(),
          StreamLanguage.define(cypher), syntaxHighlighting(colours), look, EditorView.lineWrapping,
          autocompletion({ override: [(context) => this.complete(context)] }),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.contentAttributes.of({ "aria-label": data.help }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) this.rest();
          }),
          EditorView.domEventHandlers({ blur: () => this.send() }),
        ],
      }),
    });
    this.view.scrollDOM.tabIndex = 0; // what scrolls can be reached by keyboard
  }

  show(data: Text): void {
    this.vocabulary = data.vocabulary;
    this.view.dom.style.height = `${data.height}px`;
    if (data.text !== this.begun) {
      this.begun = data.text;
      this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: data.text } });
    }
    this.view.dispatch(setDiagnostics(this.view.state, this.refused(data)));
  }

  private refused(data: Text): Diagnostic[] {
    if (!data.refusal) return [];
    const line = this.view.state.doc.line(lineOf(data.refusal.line, this.view.state.doc.lines));
    return [{ from: line.from, to: line.to, severity: "error", message: data.refusal.message }];
  }

  private complete(context: CompletionContext): CompletionResult | null {
    const before = context.matchBefore(/[:.]?\s*[A-Za-z_]*$/)?.text ?? "";
    const found = complete(this.vocabulary, context.state.doc.sliceString(0, context.pos), before, context.explicit);
    return found && { from: context.pos - found.typed.length, options: found.options, validFor: /^\w*$/ };
  }

  private rest(): void {
    clearTimeout(this.waits);
    this.waits = setTimeout(() => this.send(), REST);
  }

  private send(): void {
    clearTimeout(this.waits);
    this.report(this.view.state.doc.toString());
  }
}

const editors = new WeakMap<HTMLElement, Editor>();

export default function (component: Component<Text>): void {
  const { data, parentElement, setStateValue } = component;
  const editor = editors.get(parentElement) ?? new Editor(parentElement, data);
  editors.set(parentElement, editor);
  editor.report = (text) => setStateValue("text", text);
  editor.show(data);
}
