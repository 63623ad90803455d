/** How long something is kept, as people say it. */
export function keptWords({
  keptDays,
  keptForever,
}: {
  keptDays: number | null
  keptForever: boolean
}): string {
  if (keptDays !== null) return `${keptDays} 天`
  return keptForever ? '一直' : '到删除为止'
}

const atErasure = { removed: '删掉', cleaned: '去掉她的部分', stays: '留下' } as const

export const atErasureWords = (what: keyof typeof atErasure): string => atErasure[what]

/** How far an erasure has come. */
export function stateWords({
  state,
  removed,
}: {
  state: 'erasing' | 'settling' | 'done'
  removed: number
}): string {
  if (state === 'erasing') return '正在删'
  if (state === 'settling') return `已删 ${removed} 条，15 分钟后再核一遍`
  return `删完了，共 ${removed} 条`
}

/** What went on one day because its time was over. */
export function removedWords(removed: readonly { what: string; count: number }[]): string {
  if (removed.length === 0) return '没有到期的'
  return removed.map(({ what, count }) => `${what} ${count} 条`).join('，')
}
