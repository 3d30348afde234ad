/** The three jobs on Fastify, with nothing checked: `node fastify.js <port> <upstream port> <folder>`. */
import { readFileSync } from 'node:fs'
import httpProxy from '@fastify/http-proxy'
import fastify from 'fastify'

const [port, upstreamPort, folder] = process.argv.slice(2)
const manifests = JSON.parse(readFileSync(`${folder}/manifests`, 'utf8'))
const bundle = readFileSync(`${folder}/bundle.js`)

const app = fastify()
app.get('/manifests', async () => manifests)
app.get('/bundle.js', async (_, reply) => reply.type('text/javascript').send(bundle))
await app.register(httpProxy, {
  upstream: `http://127.0.0.1:${upstreamPort}`,
  prefix: '/api/crud/items/:id',
  rewritePrefix: '/api/crud/items/:id',
  httpMethods: ['GET'],
})
await app.listen({ port: Number(port), host: '127.0.0.1' })
