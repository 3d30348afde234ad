/** Stands in for Vitest's `test` and `describe` in a mutation run: keeps the tests, so that they can be run again and again. */
import { format } from 'node:util'

type Body = (...values: readonly unknown[]) => unknown
type Each = (cases: readonly unknown[]) => (title: string, body: Body) => void

export interface KnownTest {
  /** File and full title, with a number where a title stands twice. */
  readonly id: string
  readonly file: string
  readonly title: string
  readonly body: Body
  readonly after: readonly Body[]
}

/** The tests of one file, in the order in which they stand there. */
export class Suite {
  readonly tests: KnownTest[] = []
  readonly #ids = new Set<string>()
  readonly #file: string
  #titles: readonly string[] = []
  /** Of the file; each `describe` would have its own, of which no test of the core makes use. */
  readonly #after: Body[] = []

  constructor(file: string) {
    this.#file = file
  }

  /** What `vitest` is for the tests, but for `expect`, which is the real one. */
  get globals() {
    const test = (title: string, body: Body): void => this.#keep(title, body)
    const describe = (title: string, body: Body): void => this.#group(title, body)
    return {
      test: Object.assign(test, { each: eachOf(test) }),
      describe: Object.assign(describe, { each: eachOf(describe) }),
      afterEach: (body: Body): void => void this.#after.push(body),
    }
  }

  #group(title: string, body: Body): void {
    const outside = this.#titles
    this.#titles = [...outside, title]
    body()
    this.#titles = outside
  }

  #keep(name: string, body: Body): void {
    const title = [...this.#titles, name].join(' > ')
    let id = `${this.#file}#${title}`
    for (let copy = 2; this.#ids.has(id); copy += 1) id = `${this.#file}#${title} (${copy})`
    this.#ids.add(id)
    this.tests.push({ id, file: this.#file, title, body, after: this.#after })
  }
}

/** A row that is a list is spread, as Vitest does it. */
function eachOf(register: (title: string, body: Body) => void): Each {
  return (cases) => (title, body) => {
    for (const row of cases) {
      const values: readonly unknown[] = Array.isArray(row) ? row : [row]
      register(titleOf(title, values), () => body(...values))
    }
  }
}

function titleOf(title: string, values: readonly unknown[]): string {
  const places = title.match(/%[sdifjo]/g)?.length ?? 0
  return format(title, ...values.slice(0, places))
}
