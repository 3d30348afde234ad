/** `/api/faults/*`: answers that a gateway must survive. Written past the framework, which would refuse to send them. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fault } from './fault.ts'
import { RAW_FAULTS } from './raw-faults.ts'
import type { Recorder } from './recorder.ts'
import { TYPE_FAULTS } from './type-faults.ts'
import { SLOW_FAULTS } from './slow-faults.ts'

const FAULTS: ReadonlyMap<string, Fault> = new Map([...RAW_FAULTS, ...TYPE_FAULTS, ...SLOW_FAULTS])

export function answerFault(request: IncomingMessage, response: ServerResponse, recorder: Recorder): void {
  const noted = recorder.note(request)
  request.on('data', (chunk: Buffer) => (noted.body += chunk.toString()))
  /** Whatever breaks the connection here is on purpose. */
  request.on('error', () => {})
  response.on('error', () => {})
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://upstream')
  const fault = FAULTS.get(pathname.slice('/api/faults/'.length))
  if (fault) fault(searchParams, response)
  else response.writeHead(404, { 'Content-Type': 'application/json' }).end(JSON.stringify([...FAULTS.keys()]))
}
