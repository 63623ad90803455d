import type { Alert, AlertStore, Telling } from '../../models/alerts.ts'
import type { Clock } from '../clock.ts'
import { localTime } from '../local-time.ts'
import type { StaffMessenger } from '../sales/ports.ts'
import { percentWords } from './judge.ts'
import type { AlertReceivers } from './ports.ts'
import { type Watched, watched } from './watched.ts'

/** Nobody else tells it meanwhile: a few calls, each of which may wait. */
const leaseMs = 120_000

/**
 * Tells people in WeCom what became of an alert. Each telling is noted when it is through; who dies before that has it told once more:
 * an alert told twice is better than one that nobody heard.
 */
export function createTellAlert(deps: {
  store: AlertStore
  messenger: Pick<StaffMessenger, 'sendText'>
  receivers: AlertReceivers
  publicUrl: string
  clock: Clock
  realClock: Clock
}) {
  const { store, messenger, receivers, publicUrl, clock, realClock } = deps

  return async function tell(alert: Alert): Promise<void> {
    const [telling, ...later] = alert.untold
    const now = realClock.now()
    if (telling === undefined || (alert.tellingUntil && now < alert.tellingUntil)) return
    const tellingUntil = new Date(now.getTime() + leaseMs)
    if (!(await store.change(alert, { tellingUntil }))) return
    const claimed = { _id: alert._id, rev: alert.rev + 1 }
    const people = await receivers.of(telling)
    const url = `${publicUrl}/admin/alerts/${encodeURIComponent(alert._id)}`
    const told: string[] = []
    let isAway = false
    for (const { userid, name } of people) {
      const outcome = await messenger.sendText({ userid, words: wordsOf(alert, telling), url })
      if (outcome.kind === 'sent') told.push(name)
      if (outcome.kind === 'retryLater') isAway = true
    }
    // WeCom takes nothing at the moment: the next look tells it.
    if (told.length === 0 && isAway) {
      await store.change(claimed, { tellingUntil: null })
      return
    }
    const at = clock.now()
    const words = told.length > 0 ? told.join('、') : undefined
    await store.change(claimed, { untold: later, tellingUntil: null }, [
      { at, what: 'told', ...(words && { words }) },
    ])
  }
}

/** One sentence of what is wrong, and until when it is to be looked into. */
export function wordsOf(alert: Alert, telling: Telling): string {
  const { name, bad } = watched[alert.figure as keyof typeof watched] as Watched
  const share = telling === 'late' ? alert : alert.now
  const over = `${name} ${percentWords(share)}，${bad === 'above' ? '超过' : '低于'} ${alert.percent}%`
  const until = localTime(alert.dueBy).toFormat('M月d日 HH:mm')
  if (telling === 'late') return `【预警超时】${over}。两小时过了，还没有写下原因和处理。`
  const again = telling === 'again' ? '又出现了，' : ''
  return `【预警】${again}${over}。请在 ${until} 前查明原因、写下处理。`
}
