/** Takes an example's code out of the file it runs from, and colours it: what is shown is what runs. */

export interface Shown {
  /** Name of the exported function. */
  readonly name: string
  /** The comment above it. */
  readonly note: string
  readonly code: string
}

/** As the formatter writes it: a comment of one line, the function, and its closing brace at the start of a line. */
const EXAMPLE = /^\/\*\* (?<note>.+) \*\/\n(?<code>export function (?<name>\w+)\([\s\S]*?^\}$)/gm
/** What a file begins with and no example needs to show. */
const HEAD = /^\/\*\*[^\n]*\n(?:import [\s\S]*? from '[^']*'\n)*/

/** The examples of a file in its order, each with what stands between it and the one before: the values it uses. */
export function examplesIn(text: string): readonly Shown[] {
  let end = HEAD.exec(text)?.[0].length ?? 0
  return [...text.matchAll(EXAMPLE)].map(({ 0: match, index, groups }) => {
    const values = text.slice(end, index).trim()
    end = index + match.length
    const code = (groups?.['code'] ?? '').replace(/^export /, '')
    return { name: groups?.['name'] ?? '', note: groups?.['note'] ?? '', code: `${values}\n\n${code}`.trim() }
  })
}

export interface Piece {
  readonly text: string
  readonly kind: 'plain' | 'word' | 'text' | 'tag' | 'comment'
}

const PIECE =
  /(?<comment>\/\/.*|\/\*[\s\S]*?\*\/)|(?<text>'[^'\n]*'|"[^"\n]*"|`[^`]*`)|(?<tag><\/?[A-Z]?\w*|\/?>)|(?<word>\b(?:const|function|return|export|import|from|if|type|readonly|as|true|false|new)\b)/g

/** Splits code for colouring. Good enough for examples: it knows no grammar. */
export function piecesOf(code: string): readonly Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const { 0: text, index, groups } of code.matchAll(PIECE)) {
    if (index > end) pieces.push({ text: code.slice(end, index), kind: 'plain' })
    const kind = (['comment', 'text', 'tag', 'word'] as const).find((one) => groups?.[one] !== undefined) ?? 'plain'
    pieces.push({ text, kind })
    end = index + text.length
  }
  return [...pieces, { text: code.slice(end), kind: 'plain' }]
}
