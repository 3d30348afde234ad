import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { DEFAULT_PORTS, freePorts, portsFrom, takenPorts } from '../../dev/ports.ts'

test('three free ports differ from each other and complain about nothing', async () => {
  const ports = await freePorts()
  expect(new Set(Object.values(ports)).size).toBe(3)
  expect(await takenPorts(ports)).toEqual([])
})

test('a taken port is named, with what to do about it', async () => {
  const ports = await freePorts()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(ports.idpPort, '127.0.0.1', resolve))
  expect(await takenPorts(ports)).toEqual([
    `Port ${ports.idpPort} (identity provider) is taken. Choose another: IDP_PORT=${ports.idpPort + 1} npm start`,
  ])
  await new Promise((resolve) => server.close(resolve))
})

test('ports come from the environment, and what is no port is refused', () => {
  expect(portsFrom({})).toEqual(DEFAULT_PORTS)
  expect(portsFrom({ PORT: '9000' })).toEqual({ ...DEFAULT_PORTS, port: 9000 })
  for (const wrong of ['http', '0', '65536', '80.5', '-1']) {
    expect(() => portsFrom({ IDP_PORT: wrong })).toThrow(`IDP_PORT=${wrong} is no port`)
  }
})
