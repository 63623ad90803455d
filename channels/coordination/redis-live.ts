import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { LiveRelay } from '../../domain/live.ts'
import { topics } from '../../domain/live.ts'
import type { Log } from '../../domain/log.ts'

const channel = 'kelu:live'
const messageSchema = z.object({ from: z.string(), topic: z.enum(topics), id: z.string().optional() })

/** What changed, told between processes by Redis. While it is away pages hear of this process alone. */
export function createRedisLive({ redis, log }: { redis: Redis; log: Log }): LiveRelay {
  const me = randomUUID()
  // A connection that listens can do nothing else.
  const ears = redis.duplicate()
  ears.on('error', () => undefined)

  return {
    publish(change) {
      redis.publish(channel, JSON.stringify({ from: me, ...change })).catch(() => undefined)
    },
    listen(heard) {
      let wasHere = false
      ears.on('ready', () => {
        if (wasHere) heard({ topic: 'everything' })
        wasHere = true
      })
      ears.on('message', (_channel, text: string) => {
        const message = messageSchema.safeParse(parsed(text))
        if (!message.success || message.data.from === me) return
        const { topic, id } = message.data
        heard({ topic, id })
      })
      ears.subscribe(channel).catch((error: unknown) => {
        // It subscribes by itself once it is connected.
        log.debug({ err: error }, 'not listening to other processes yet')
      })
    },
    close() {
      ears.disconnect()
    },
  }
}

/** What another release writes may be no JSON at all. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
