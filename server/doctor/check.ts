/** What a check found, in words (zh-CN). */
export type Finding =
  | { kind: 'ok'; says: string }
  /** `todo`: what to do about it. */
  | { kind: 'bad'; says: string; todo: string }
  /** There is nothing to look at, or something else must be mended first. */
  | { kind: 'skipped'; says: string }

/** One thing that must be so for Kelu to work, looked at on demand. Changes nothing that anybody sees. */
export interface Check<Needs> {
  id: string
  /** zh-CN. */
  title: string
  find(needs: Needs): Promise<Finding>
}

export type Found = Finding & Pick<Check<never>, 'id' | 'title'>

export const ok = (says: string): Finding => ({ kind: 'ok', says })
export const bad = (says: string, todo: string): Finding => ({ kind: 'bad', says, todo })
export const skipped = (says: string): Finding => ({ kind: 'skipped', says })

/** Every check, one after the other in the order given; one that fails itself is a finding, too. */
export async function examine<Needs>(checks: readonly Check<Needs>[], needs: Needs): Promise<Found[]> {
  const found: Found[] = []
  for (const { id, title, find } of checks) {
    const finding = await find(needs).catch((error: unknown) =>
      bad(`没能检查：${(error as Error).message.split('\n')[0]}`, '查看客旅的日志'),
    )
    found.push({ id, title, ...finding })
  }
  return found
}
