import { hostname } from 'node:os'
import type { ProcessRecord } from '../models/processes.ts'
import type { Config } from './config.ts'
import { operatorHeader, signAsOperator } from './operator-signature.ts'
import type { Stores } from './wiring/stores.ts'

/** Who runs, and what proves that we have the same settings. */
export interface Asking {
  stores: { processes: Pick<Stores['processes'], 'living'> }
  config: Pick<Config, 'linkKey'>
  /** Real time; absent = long enough for whoever asks the platforms. */
  patienceMs?: number
}

/** What a process asks of the platforms takes seconds each, and one that is away its whole patience. */
const longMs = 120_000

export type Asked<T> =
  | { kind: 'answer'; from: ProcessRecord; value: T }
  /** Nobody runs. */
  | { kind: 'nobody' }
  /** zh-CN: why each of them could not be asked. */
  | { kind: 'noAnswer'; why: string[] }

/**
 * Asks a running Kelu for what only it can tell, of this machine first. It knows by the settings that it is we who ask.
 */
export async function askRunning<T>(asking: Asking, path: string): Promise<Asked<T>> {
  const why: string[] = []
  const living = await asking.stores.processes.living()
  for (const record of living.sort(nearestFirst)) {
    const answer = await askOne<T>(record, asking, path)
    if ('value' in answer) return { kind: 'answer', from: record, value: answer.value }
    why.push(`${record.host} ${record.pid}：${answer.why}`)
  }
  return living.length === 0 ? { kind: 'nobody' } : { kind: 'noAnswer', why }
}

/** The same of every running process. */
export async function askAll<T>(
  asking: Asking,
  path: string,
): Promise<{ from: ProcessRecord; value: T | null }[]> {
  const living = await asking.stores.processes.living()
  return Promise.all(
    living.map(async (from) => {
      const answer = await askOne<T>(from, asking, path)
      return { from, value: 'value' in answer ? answer.value : null }
    }),
  )
}

const isHere = ({ host }: ProcessRecord): boolean => host === hostname()
const nearestFirst = (a: ProcessRecord, b: ProcessRecord): number => Number(isHere(b)) - Number(isHere(a))

async function askOne<T>(
  record: ProcessRecord,
  { config: { linkKey }, patienceMs = longMs }: Asking,
  path: string,
): Promise<{ value: T } | { why: string }> {
  if (record.port == null) return { why: '是更早的版本，问不了' }
  const host = isHere(record) ? '127.0.0.1' : record.host
  try {
    const reply = await fetch(`http://${host}:${record.port}${path}`, {
      headers: { [operatorHeader]: signAsOperator(linkKey, path) },
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    })
    if (reply.status === 403) return { why: '不认这边的 LINK_KEY，或两台机器的时钟差了一分钟以上' }
    if (reply.status !== 200) return { why: `答了 HTTP ${reply.status}` }
    return { value: (await reply.json()) as T }
  } catch (error) {
    const { cause, name } = error as Error & { cause?: { code?: string } }
    return { why: `连不上（${cause?.code ?? name}）` }
  }
}
