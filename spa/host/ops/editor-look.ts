/** The editor in the library's colours, which reach into a shadow root as custom properties do. */
import { HighlightStyle } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

export const HIGHLIGHTS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--ee-color-link)' },
  { tag: [tags.string, tags.content], color: 'var(--ee-color-text)' },
  { tag: [tags.comment, tags.meta], color: 'var(--ee-color-text-muted)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.typeName, tags.labelName, tags.attributeValue], color: 'var(--ee-color-info)' },
  { tag: [tags.punctuation, tags.separator, tags.bracket], color: 'var(--ee-color-text-muted)' },
])

export const LOOK = EditorView.theme({
  '&': {
    height: 'min(34rem, 70vh)',
    backgroundColor: 'var(--ee-color-surface-raised)',
    color: 'var(--ee-color-text)',
    fontSize: 'var(--ee-text-s)',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--ee-font-mono)', lineHeight: '1.6', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ee-color-accent)', padding: 'var(--ee-space-xs) 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ee-color-accent)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in oklab, var(--ee-color-accent) 26%, transparent)',
  },
  '.cm-activeLine': { backgroundColor: 'var(--ee-color-hover)' },
  '.cm-gutters': {
    border: '0',
    backgroundColor: 'var(--ee-color-surface-raised)',
    color: 'var(--ee-color-text-muted)',
  },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '3ch', padding: '0 var(--ee-space-xs)' },
  '.cm-lint-marker-error': { cursor: 'help' },
  '.cm-tooltip': {
    border: '1px solid var(--ee-color-border)',
    borderRadius: 'var(--ee-radius-s)',
    backgroundColor: 'var(--ee-color-surface-raised)',
    boxShadow: 'var(--ee-shadow-2)',
    color: 'var(--ee-color-text)',
    fontFamily: 'var(--ee-font)',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--ee-color-danger)' },
  '.cm-panels': { backgroundColor: 'var(--ee-color-surface)', color: 'var(--ee-color-text)' },
})
