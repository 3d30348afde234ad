/** The kill switch: what a doorbell does that KV alone cannot. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
