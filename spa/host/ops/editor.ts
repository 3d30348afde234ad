/** A YAML editor in a shadow root: there its styles are adopted sheets, which the page's policy allows. Loaded when asked for. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, syntaxHighlighting } from '@codemirror/language'
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { EditorState, type Extension, type Text } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { HIGHLIGHTS, LOOK } from './editor-look.ts'
import type { Mark } from './marks.ts'

export interface Editor {
  /** Shows what is wrong where it stands, instead of what was shown before. */
  readonly show: (marks: readonly Mark[]) => void
  /** Puts the cursor into a line, counted from 1. */
  readonly goTo: (line: number) => void
  readonly close: () => void
}

export interface EditorOptions {
  readonly text: string
  /** Names the editor. */
  readonly label: string
  readonly onChange: (text: string) => void
}

/** @param host Element without a shadow root. Tab leaves the editor, as it leaves any field. */
export function openEditor(host: Element, { text, label, onChange }: EditorOptions): Editor {
  const root = host.attachShadow({ mode: 'open' })
  const parent = root.appendChild(document.createElement('div'))
  const state = EditorState.create({ doc: text, extensions: extensionsOf(label, onChange) })
  const view = new EditorView({ state, parent, root })
  return {
    show: (marks) =>
      view.dispatch(
        setDiagnostics(
          view.state,
          marks.map((mark) => diagnosticOf(view.state.doc, mark)),
        ),
      ),
    goTo(line) {
      const { from } = lineAt(view.state.doc, line)
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) })
      view.focus()
    },
    close: () => view.destroy(),
  }
}

function extensionsOf(label: string, onChange: (text: string) => void): Extension {
  return [
    lineNumbers(),
    lintGutter(),
    history(),
    drawSelection(),
    highlightActiveLine(),
    bracketMatching(),
    yaml(),
    syntaxHighlighting(HIGHLIGHTS),
    LOOK,
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
    keymap.of([...lintKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString())
    }),
  ]
}

/** From its column to the end of its line: the gateway names where something begins, not where it ends. */
function diagnosticOf(text: Text, { line, column, message }: Mark): Diagnostic {
  const { from, to } = lineAt(text, line)
  return { from: Math.min(from + column - 1, to), to, severity: 'error', message }
}

/** The line, or the nearest there is. */
function lineAt(text: Text, line: number) {
  return text.line(Math.min(Math.max(line, 1), text.lines))
}
