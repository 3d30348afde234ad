/** What an isolate holds, asked of the runtime's inspector: a process counts its stores and Durable Objects as well. */

const BYTES_PER_MB = 2 ** 20
const ANSWER_MS = 10_000

interface Listed {
  readonly id: string
  readonly webSocketDebuggerUrl: string
}

/**
 * Megabytes that this Worker's isolate holds after a collection: its heap, and the buffers it knows of.
 *
 * @param wake Makes the isolate run: it does what the inspector asks for when it next does something.
 */
export async function heapMb(inspectorPort: number, worker: string, wake: () => Promise<unknown>): Promise<number> {
  const list = await fetch(`http://127.0.0.1:${inspectorPort}/json`)
  const listed: readonly Listed[] = JSON.parse(await list.text())
  const found = listed.find(({ id }) => id === worker)
  if (!found) throw new Error(`the inspector knows ${listed.map(({ id }) => id).join(', ')}, not ${worker}`)
  const socket = new WebSocket(found.webSocketDebuggerUrl)
  try {
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve)
      socket.addEventListener('error', () => reject(new Error('the inspector refuses')))
    })
    await Promise.all([ask(socket, 1, 'HeapProfiler.collectGarbage'), wake()])
    const { usedSize, backingStorageSize } = await ask(socket, 2, 'Runtime.getHeapUsage')
    return Math.round(((Number(usedSize) + Number(backingStorageSize)) / BYTES_PER_MB) * 10) / 10
  } finally {
    socket.close()
  }
}

function ask(socket: WebSocket, id: number, method: string): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${method} was not answered`)), ANSWER_MS)
    socket.addEventListener('message', ({ data }) => {
      const answer: { readonly id?: number; readonly result?: Readonly<Record<string, unknown>> } = JSON.parse(
        String(data),
      )
      if (answer.id !== id) return
      clearTimeout(timer)
      resolve(answer.result ?? {})
    })
    socket.send(JSON.stringify({ id, method }))
  })
}
