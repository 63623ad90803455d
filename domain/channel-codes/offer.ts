import type { MemberRefusal, WayAnswer } from './ports.ts'

/** What came of offering members to the platform, which takes all of a list or none. */
export type Offered =
  | { kind: 'done'; accepted: string[]; refused: { userid: string; why: MemberRefusal; code: string }[] }
  /** It went on no further; what was accepted before holds. */
  | {
      kind: 'stopped'
      accepted: string[]
      answer: Exclude<WayAnswer<unknown>, { kind: 'done' | 'memberRefused' }>
    }

/**
 * Offers members so that one who cannot be used costs nobody else their place: a list that is refused is halved until each
 * refused one is known by name. Whoever was accepted stays in every further list, so that the code leads to more and more.
 * k refused of n take about k · log₂ n calls.
 */
export async function offerMembers(
  wanted: readonly string[],
  put: (users: readonly string[]) => Promise<WayAnswer<unknown>>,
): Promise<Offered> {
  let accepted: string[] = []
  const refused: { userid: string; why: MemberRefusal; code: string }[] = []
  const open: string[][] = wanted.length > 0 ? [[...wanted]] : []
  for (let list = open.shift(); list !== undefined; list = open.shift()) {
    const together = [...accepted, ...list]
    const answer = await put(together)
    if (answer.kind === 'done') accepted = together
    else if (answer.kind !== 'memberRefused') return { kind: 'stopped', accepted, answer }
    else if (list.length === 1) refused.push({ userid: list[0] ?? '', why: answer.why, code: answer.code })
    else open.unshift(list.slice(0, Math.ceil(list.length / 2)), list.slice(Math.ceil(list.length / 2)))
  }
  return { kind: 'done', accepted, refused }
}
