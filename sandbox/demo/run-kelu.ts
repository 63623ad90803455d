import { parseArgs } from 'node:util'
import { summarise } from '../../domain/insights/summary.ts'
import { loadConfig } from '../../server/config.ts'
import { createLog } from '../../server/log.ts'
import { type Kelu, type StartOptions, startKelu } from '../../server/start.ts'
import { letIn } from './let-in.ts'
import { createMovedClock } from './moved-clock.ts'
import { overhear } from './overhear.ts'
import type { Message, ProcessState, Request } from './protocol.ts'
import { provedFigures } from './proved-figures.ts'
import { hasWords } from './story.ts'

/** Real time between two looks of the job queue. What the clock makes due wakes it; looking more often was a third of the store's work. */
const pollEveryMs = 250

/** The start-up file of the demo's Kelu: the real product on a clock that the conductor moves by `protocol.ts`. */
export async function runKelu(changes: Pick<StartOptions, 'adapt' | 'options'>): Promise<void> {
  const { values } = parseArgs({ options: { now: { type: 'string' } } })
  // Before anything that takes time: whoever started us may go away meanwhile.
  // Not `process.exit`: with a write of the store under way, its thread and the exit wait for each other for ever.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  const clock = createMovedClock(new Date(values.now ?? Date.now()))
  const config = loadConfig(process.env)
  const kelu = await startKelu(config, {
    log: createLog(config.logLevel),
    clock,
    adapt: {
      ...changes.adapt,
      stores: (stores) =>
        overhear(changes.adapt?.stores?.(stores) ?? stores, clock, (story) => send({ story })),
    },
    options: { ...changes.options, jobs: { pollEveryMs, ...changes.options?.jobs } },
  })
  const heard = new Set<string>()
  kelu.customers.listen(async (event, customer) => {
    // A listener may hear an event again; the story tells it once.
    if (heard.has(event._id)) return
    heard.add(event._id)
    const { _id: customerId, profile } = customer
    const { nickname } = profile
    send({
      story: { at: event.at.toISOString(), name: event.name, customerId, nickname, props: event.props },
    })
  }, hasWords)

  let stopping = false
  process.on('message', (request: Request & { number: number }) => {
    // Whoever stops us in the middle no longer waits for what else was asked.
    if (stopping) return
    stopping = request.ask === 'stop'
    answer(kelu, request).then(
      (given) => {
        send({ number: request.number, answer: given ?? null })
        if (request.ask === 'stop') process.exit(0)
      },
      (error: unknown) => {
        if (stopping && request.ask !== 'stop') return
        process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
        process.exit(1)
      },
    )
  })
  send({ ready: { url: kelu.url ?? '' } })

  async function answer(of: Kelu, request: Request): Promise<unknown> {
    switch (request.ask) {
      case 'state':
        return stateOf(of)
      case 'jump':
        clock.jumpTo(new Date(request.to))
        return of.jobs.sweepNow()
      case 'report':
        return { ...(await summarise(of.connection)), figures: await provedFigures(of.connection, clock) }
      case 'letIn':
        return letIn(of, request.password)
      case 'stop':
        return of.close()
    }
  }

  /** Idle: nothing under way, and nothing due that a job has yet to take up. */
  async function stateOf(of: Kelu): Promise<ProcessState> {
    if (of.inFlight() > 0) return { idle: false, nextDueAt: null }
    const nextDueAt = await of.jobs.nextDueAt()
    const idle = of.inFlight() === 0 && (nextDueAt === null || nextDueAt > clock.now())
    return { idle, nextDueAt: nextDueAt?.toISOString() ?? null }
  }
}

function send(message: Message): void {
  process.send?.(message)
}
