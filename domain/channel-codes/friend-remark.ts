import { codePoints, cut } from '../text/cut.ts'

/** Characters of what a member calls a friend (document 92115). */
const longestRemark = 20

/**
 * What a code has a new friend called by their member: the nickname, cut where it must be, and where they came from. Null where the
 * member has called them something else already: what WeCom writes by itself is the nickname.
 */
export function friendRemark(
  { nickname, present }: { nickname: string; present: string | undefined },
  remark: string,
): string | null {
  if (present !== undefined && present !== '' && present !== nickname) return null
  const behind = `-${remark}`
  return cut(nickname, longestRemark - codePoints(behind), codePoints) + behind
}
