/** Stands for the gateway: publishes a key, and signs assertions with it. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

const LIFE_SECONDS = 60

export interface Signing {
  readonly service: string
  readonly tenant?: string
  /** Claims to add, or to replace. */
  readonly claims?: JWTPayload
  /** Name of a claim to leave out. */
  readonly without?: string
  readonly key?: CryptoKey
  readonly kid?: string
  /** From now. */
  readonly expiresInSeconds?: number
}

export class GatewayKeys {
  readonly url: string
  readonly #server: Server
  readonly #key: CryptoKey

  private constructor(server: Server, key: CryptoKey, url: string) {
    this.#server = server
    this.#key = key
    this.url = url
  }

  static async start(): Promise<GatewayKeys> {
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const jwk = { ...(await exportJWK(publicKey)), kid: 'the-key', alg: 'ES256', use: 'sig' }
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return new GatewayKeys(server, privateKey, `http://127.0.0.1:${address.port}/.well-known/jwks.json`)
  }

  sign({
    service,
    tenant = 'acme.localhost',
    claims = {},
    without,
    key,
    kid,
    expiresInSeconds,
  }: Signing): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    const payload: JWTPayload = {
      iss: 'experience-edge',
      aud: service,
      sub: 'auth:account:demo:alice',
      iat: now,
      exp: now + (expiresInSeconds ?? LIFE_SECONDS),
      tenant,
      plugin: 'inventory',
      plugin_version: '1.2.0',
      ...claims,
    }
    if (without !== undefined) Reflect.deleteProperty(payload, without)
    return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: kid ?? 'the-key' }).sign(key ?? this.#key)
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}
