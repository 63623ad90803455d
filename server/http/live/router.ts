import { PassThrough } from 'node:stream'
import { DomainError } from '../../../domain/errors.ts'
import type { Log } from '../../../domain/log.ts'
import type { MemberSessions } from '../../../domain/members/sessions.ts'
import { createRouter, type RouteTable } from '../../../http/router.ts'
import { answerFaults } from '../../admin-api/core/answer-faults.ts'
import type { Who } from '../../admin-api/core/mount.ts'
import { AdminRefusal } from '../../admin-api/core/refuse.ts'
import type { Live, Told } from '../../live/live.ts'

/** Real time: proxies end what is silent for a minute. */
const beatMs = 20_000
/** Of one process. A tab has one, and none while it is hidden. */
const mostStreams = 2_000
/** Who reads so slowly is cut off; their page comes back and asks for everything. */
const mostUnreadBytes = 64 * 1024

/**
 * `GET /api/v1/live`, server-sent events: what changed, never the data itself, so that who may see what is decided where the
 * page asks for it. Ends with the session.
 */
export function createLiveRouter(deps: {
  live: Live
  who: Who
  sessions: Pick<MemberSessions, 'look'>
  log: Log
  beatMs?: number
}): RouteTable {
  const { live, who, sessions, log } = deps
  const router = createRouter({ prefix: '/api/v1' })
  router.use(answerFaults(log))

  router.get('/live', async (ctx) => {
    const { caller, client } = await who(ctx)
    const { sessionId } = client
    if (!caller || !sessionId) throw new DomainError('session.invalid')
    if (live.open() >= mostStreams) throw new AdminRefusal(503, 'live.full', '打开的页面太多，请稍后重试')

    const stream = new PassThrough()
    const write = (text: string): void => {
      if (stream.writableLength > mostUnreadBytes) stream.destroy()
      else if (stream.writable) stream.write(text)
    }
    const { stop } = live.follow(
      ctx.get('last-event-id') || null,
      (told) => write(eventOf(told)),
      () => stream.end(),
    )
    const beat = setInterval(() => void stay(), deps.beatMs ?? beatMs)
    async function stay(): Promise<void> {
      // A store that does not answer just now ends nobody's session.
      const isAlive = await sessions.look(sessionId as string).catch(() => true)
      if (isAlive) write(': beat\n\n')
      else stream.end()
    }
    stream.once('close', () => {
      clearInterval(beat)
      stop()
    })
    // What it opens with tells the browser, and proxies between, that it has begun.
    write('retry: 2000\n\n')
    ctx.set('X-Accel-Buffering', 'no')
    ctx.type = 'text/event-stream'
    ctx.body = stream
  })
  return router
}

function eventOf({ eventId, topic, id }: Told): string {
  return `id: ${eventId}\ndata: ${JSON.stringify({ topic, id })}\n\n`
}
