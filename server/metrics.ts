import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry, Summary } from 'prom-client'
import { type Observe, type Stage, stages } from '../domain/freshness.ts'
import type { HeldStep } from '../domain/journeys/contract.ts'
import { within } from '../http/within.ts'
import type { InboxStore } from '../models/inbox.ts'

/** Of this many seconds the percentiles of freshness are. */
const freshnessWindow = { maxAgeSeconds: 600, ageBuckets: 5, pruneAgedBuckets: true }

/** How long a stage took lately, s. */
export interface Freshness {
  stage: Stage
  p50: number
  p95: number
  p99: number
}

/** How long a request for figures waits for the store. */
const patienceMs = 2_000

export type Metrics = ReturnType<typeof createMetrics>

/** The figures of one process, by default names of Prometheus; those of the store are read when somebody asks. */
export function createMetrics(deps: {
  inbox: Pick<InboxStore, 'countByState'>
  held(): Promise<HeldStep[]>
  coordinationDown?: (() => boolean) | null
  /** Days on which money does not agree with the platform. */
  openDifferences?(): Promise<{ open: number }[]>
  /** Bytes left on the disk of the built-in store; null where MongoDB is used. */
  freeBytes?: (() => Promise<number>) | null
}) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]

  const requests = new Histogram({
    name: 'kelu_http_request_seconds',
    help: 'Time to answer a request, by route pattern',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 1, 5],
    registers,
  })
  const callbacks = new Counter({
    name: 'kelu_wecom_callbacks_total',
    help: 'WeCom deliveries by result',
    labelNames: ['result'],
    registers,
  })
  const outcomes = new Counter({
    name: 'kelu_inbox_outcomes_total',
    help: 'What became of inbox records in this process',
    labelNames: ['source', 'outcome'],
    registers,
  })
  const platforms = new Gauge({
    name: 'kelu_platform_ok',
    help: 'Whether a configured platform takes us: 1, or 0',
    labelNames: ['platform'],
    registers,
  })
  const misconfigured = new Counter({
    name: 'kelu_configuration_refusals_total',
    help: 'Messages a platform refused for its set-up, by channel (staff = cards and texts to salespeople) and its code',
    labelNames: ['channel', 'code'],
    registers,
  })
  const freshness = new Summary({
    name: 'kelu_freshness_seconds',
    help: 'From happening to heard, heard to handled, due to done (step), asked to sent; of the last ten minutes',
    labelNames: ['stage'],
    percentiles: [0.5, 0.95, 0.99],
    ...freshnessWindow,
    registers,
  })
  new Gauge({
    name: 'kelu_inbox_records',
    help: 'Inbox records kept, by state',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset()
      // Without a store the other figures are wanted most; /readyz says that it does not answer.
      const counts = await within(patienceMs, deps.inbox.countByState()).catch(() => ({}))
      for (const [state, n] of Object.entries(counts)) this.set({ state }, n)
    },
  })

  new Gauge({
    name: 'kelu_payment_differences',
    help: 'Where our money does not agree with WeChat Pay and somebody has to look',
    registers,
    async collect() {
      const days = await within(patienceMs, deps.openDifferences?.() ?? Promise.resolve([])).catch(() => [])
      this.set(days.reduce((sum, { open }) => sum + open, 0))
    },
  })

  new Gauge({
    name: 'kelu_journey_runs_held',
    help: 'People who stand still in a journey because its file, or a definition its step needs, is not there',
    labelNames: ['journey', 'step', 'why'],
    registers,
    async collect() {
      this.reset()
      const held = await within(patienceMs, deps.held()).catch(() => [])
      for (const { journeyId, stepId, why, runs } of held) {
        this.inc({ journey: journeyId, step: stepId, why }, runs)
      }
    },
  })

  new Gauge({
    name: 'kelu_data_disk_free_bytes',
    help: 'Room on the disk of the built-in store; absent where MongoDB is used',
    registers,
    async collect() {
      this.reset()
      const free = await deps.freeBytes?.().catch(() => null)
      if (free != null) this.set(free)
      else this.remove()
    },
  })

  new Gauge({
    name: 'kelu_coordination_fallback',
    help: '1 while Redis is away and this process keeps tokens and limits of its own',
    registers,
    collect() {
      this.set(deps.coordinationDown?.() ? 1 : 0)
    },
  })

  return {
    registry,
    request(about: { method: string; route: string; status: number; seconds: number }) {
      const { method, route, status, seconds } = about
      requests.observe({ method, route, status: String(status) }, seconds)
    },
    platform: (platform: string, isOk: boolean) => platforms.set({ platform }, isOk ? 1 : 0),
    observe: ((stage, ms) => freshness.observe({ stage }, Math.max(0, ms) / 1_000)) satisfies Observe,
    /** Stages reached in the last ten minutes. */
    async freshness(): Promise<Freshness[]> {
      const { values } = await freshness.get()
      // The type knows only our own labels.
      const at = (stage: string, quantile: number) =>
        values.find(
          ({ labels }) => labels.stage === stage && 'quantile' in labels && labels.quantile === quantile,
        )?.value
      return stages.flatMap((stage) => {
        const [p50, p95, p99] = [at(stage, 0.5), at(stage, 0.95), at(stage, 0.99)]
        return p50 === undefined || p95 === undefined || p99 === undefined ? [] : [{ stage, p50, p95, p99 }]
      })
    },
    callback: (result: string) => callbacks.inc({ result }),
    configurationRefusal: (channel: string, code: string) => misconfigured.inc({ channel, code }),
    inboxOutcome: (source: string, outcome: string) => outcomes.inc({ source, outcome }),
  }
}
