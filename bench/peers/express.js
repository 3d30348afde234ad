/** The three jobs on Express, with nothing checked: `node express.js <port> <upstream port> <folder>`. */
import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import express from 'express'
import { createProxyMiddleware } from 'http-proxy-middleware'

const [port, upstreamPort, folder] = process.argv.slice(2)
const manifests = JSON.parse(readFileSync(`${folder}/manifests`, 'utf8'))
const bundle = readFileSync(`${folder}/bundle.js`)

const app = express()
app.disable('x-powered-by')
app.get('/manifests', (_, answer) => answer.json(manifests))
app.get('/bundle.js', (_, answer) => answer.type('text/javascript').send(bundle))
const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const proxy = createProxyMiddleware({ target: `http://127.0.0.1:${upstreamPort}`, agent })
app.get('/api/crud/items/:id', proxy)
app.listen(Number(port), '127.0.0.1')
