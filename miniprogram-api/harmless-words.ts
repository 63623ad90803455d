import type { ContentCheck } from '../domain/text/ports.ts'
import { HttpRefusal } from '../http/refusal.ts'
import { type Login, openidOf } from './session.ts'

/** Refuses (422) words that are certainly bad, naming their fields. */
export type RequireHarmless = (
  login: Login | null,
  scene: Parameters<ContentCheck['check']>[0]['scene'],
  words: Readonly<Record<string, string | undefined>>,
) => Promise<void>

/**
 * The one door for what customers write and others read. What WeChat calls risky is refused; `review` and what it cannot say stand
 * in nobody's way, for an order is worth more than a doubt. Without a log-in there is nobody it could be asked about.
 */
export function createHarmlessWords(deps: {
  appid: string
  /** Absent: nobody judges what customers write. */
  contentCheck?: ContentCheck
}): RequireHarmless {
  const { appid, contentCheck } = deps

  return async (login, scene, words) => {
    const openid = login === null ? undefined : openidOf(login, appid)
    if (contentCheck === undefined || openid === undefined) return
    const said = Object.entries(words).flatMap(([field, text]) => (text ? [{ field, text }] : []))
    const verdicts = await Promise.all(
      said.map(({ text }) => contentCheck.check({ openid, words: text, scene })),
    )
    const faults = said
      .filter((_, at) => verdicts[at] === 'risky')
      .map(({ field }) => ({ field, expected: 'words WeChat lets others see' }))
    if (faults.length > 0) throw new HttpRefusal('request.unprocessable', { faults })
  }
}
