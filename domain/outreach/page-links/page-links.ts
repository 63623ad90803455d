import { setTimeout as pause } from 'node:timers/promises'
import type { PageLinkStore } from '../../../models/page-links.ts'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { PageLinkMaker, PageLinkOutcome } from './ports.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** The platform allows 30 days; the rest is for its clock. */
const lifeMs = 30 * dayMs - 60 * minuteMs
/** A new one is made so long before the end, while the old one still opens. */
const renewMs = 3 * dayMs
/** Nobody is sent to a link that may be over when they arrive. */
const lastUseMs = 10 * minuteMs
const claimMs = minuteMs
const askAgainMs = { busy: minuteMs, refused: 60 * minuteMs } as const
/**
 * Links that open pages of the mini-program from outside of WeChat: one per page, shared by everybody, renewed before its end. What
 * the platform refuses is told by name once per refusal, and nobody asks again before the time is up.
 */
export function createPageLinks(deps: {
  store: PageLinkStore
  maker: PageLinkMaker
  /** AppID of the configured mini-program; pages of others are kept under theirs. */
  own: string
  /** Real time a visitor waits at most; the page that opens by hand does as well. */
  patienceMs?: number
  clock: Clock
  log: Log
}) {
  const { store, maker, own, patienceMs = 2_000, clock, log } = deps
  /** Pages begin with a slash, AppIDs do not. */
  const keyOf = (appid: string, page: string): string => (appid === own ? page : `${appid}${page}`)
  const inMs = (ms: number): Date => new Date(clock.now().getTime() + ms)

  async function make(appid: string, page: string): Promise<string | null> {
    const key = keyOf(appid, page)
    if (!(await store.claim(key, clock.now(), inMs(claimMs)))) return null
    const until = inMs(lifeMs)
    const outcome = await maker.make({ appid, page }, until)
    if (outcome.kind !== 'made') {
      await refuse(key, outcome)
      return null
    }
    await store.made(key, { url: outcome.url, until, notBefore: new Date(until.getTime() - renewMs) })
    return outcome.url
  }

  async function refuse(page: string, outcome: Exclude<PageLinkOutcome, { kind: 'made' }>): Promise<void> {
    const { kind, code } = outcome
    const notBefore = kind === 'quota' ? outcome.until : inMs(askAgainMs[kind])
    await store.refused(page, { code, notBefore })
    const told = { page, code, until: notBefore }
    if (kind === 'refused')
      log.error(
        told,
        'no link opens this page of the mini-program: is it released? its visitors get the page that opens it by hand',
      )
    else log.warn(told, `links into the mini-program: ${kind}`)
  }

  return {
    /** Where this page of a mini-program opens; null = not now, another way is to be taken. Never throws. */
    async urlOf(page: string, appid: string = own): Promise<string | null> {
      try {
        const known = await store.find(keyOf(appid, page))
        const now = clock.now().getTime()
        const url =
          known?.url !== undefined && known.until !== undefined && known.until.getTime() - now > lastUseMs
            ? known.url
            : null
        const isDue = known === null || known.notBefore.getTime() <= now
        if (!isDue) return url
        const fresh = make(appid, page).catch((err: unknown) => {
          log.error({ err, page }, 'a link into the mini-program could not be made')
          return null
        })
        // While the old one opens nobody waits for the new one.
        return url ?? (await Promise.race([fresh, pause(patienceMs, null, { ref: false })]))
      } catch (err) {
        log.error({ err, page }, 'links into the mini-program could not be looked up')
        return null
      }
    },
  }
}
