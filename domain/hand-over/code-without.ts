import type { KeptCode } from '../channel-codes/keep-codes.ts'
import { membersOf } from '../channel-codes/pool.ts'
import type { NewVersion } from '../definitions/change.ts'
import { structureOf, writeInto } from '../definitions/written-text.ts'
import { channelCodeSchema, type MadeCode, type PoolMember } from '../language/channel-code.ts'
import type { Colleague } from '../sales/staff-directory.ts'

/** A member as a text names them: by their userid alone, or with a number of their own. */
type Named = string | PoolMember

/**
 * The code with a colleague in the place of a member, as a new version with its text; null when it says nothing of the member and
 * somebody is left in their department.
 */
export function codeWithout(given: {
  code: KeptCode
  /** As its author wrote it; null = nobody kept it. */
  text: string | null
  colleagues: readonly Colleague[]
  /** Lower case. */
  from: string
  to: string
}): NewVersion | null {
  const { code, text, colleagues, from, to } = given
  const { members, backup } = code.made
  const names = (list: readonly PoolMember[]) => list.some(({ userid }) => userid === from)
  const replaced = <T extends Named>(list: readonly T[]): T[] => inThePlaceOf(list, from, to)
  const joins = !names(members) && isLast(code.made, colleagues, from)
  if (!names(members) && !names(backup) && !joins) return null
  const withMembers = <T extends Named>(list: readonly T[], added: T): T[] =>
    joins && !list.some((one) => useridOf(one) === to) ? [...list, added] : replaced(list)

  const made: MadeCode = {
    ...code.made,
    members: withMembers<PoolMember>(members, { userid: to }),
    backup: replaced(backup),
  }
  const definition = { ...code, made }
  const structure = text === null ? null : structureOf(text)
  const staff = structure?.staff
  if (text === null || !structure || typeof staff !== 'object' || staff === null) {
    return { definition: { kind: 'channel', definition } }
  }
  const said = staff as { members?: Named[]; backup?: Named[] }
  const nextMembers = withMembers<Named>(said.members ?? [], to)
  const nextBackup = replaced(said.backup ?? [])
  const next = {
    ...structure,
    staff: {
      ...said,
      ...(nextMembers.length > 0 || said.members ? { members: nextMembers } : {}),
      ...(said.backup ? { backup: nextBackup } : {}),
    },
  }
  return {
    definition: { kind: 'channel', definition: channelCodeSchema.parse(next) },
    text: writeInto(text, next),
  }
}

const useridOf = (named: Named): string => (typeof named === 'string' ? named : named.userid).toLowerCase()

/** The colleague where the member was, with the member's number; once, if they are there already. */
function inThePlaceOf<T extends Named>(list: readonly T[], from: string, to: string): T[] {
  const isThere = list.some((one) => useridOf(one) === to)
  return list.flatMap((one) => {
    if (useridOf(one) !== from) return [one]
    if (isThere) return []
    return [(typeof one === 'string' ? to : { ...(one as PoolMember), userid: to }) as T]
  })
}

/** Whether nobody but the member is left in the departments of the code. */
function isLast(made: MadeCode, colleagues: readonly Colleague[], from: string): boolean {
  const members = membersOf(made, colleagues)
  const isThere = (userid: string) => colleagues.some(({ _id, onDuty }) => _id === userid && onDuty)
  return (
    members.some(({ userid }) => userid === from) &&
    !members.some(({ userid }) => userid !== from && isThere(userid))
  )
}
