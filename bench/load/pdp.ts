/** A decision point for the load run: permits everybody everything, but Bob the inventory, and fails when told to. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { own } from '../../src/core/own-property.ts'

export type Mood = 'well' | 'silent' | 'failing' | 'babbling'

export class LoadPdp {
  mood: Mood = 'well'
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch(() => response.destroy())
  })

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : ''
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    if (this.mood === 'silent') return
    const body: unknown = JSON.parse(text)
    const evaluations = own(body, 'evaluations')
    const decide = (question: unknown): { decision: unknown } => {
      const isBobs =
        /"auth:account:demo:bob"/.test(JSON.stringify(question)) && /inventory/.test(JSON.stringify(question))
      return { decision: this.mood === 'babbling' ? 'allow' : !isBobs }
    }
    const answer = Array.isArray(evaluations) ? { evaluations: evaluations.map(decide) } : decide(body)
    response.writeHead(this.mood === 'failing' ? 500 : 200, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(answer))
  }
}
