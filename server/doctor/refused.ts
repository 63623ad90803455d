import type { Probed } from '../../domain/platform-probes.ts'
import { bad, type Finding, skipped } from './check.ts'

/** What each code of a platform means for a check: what is wrong, and what to do. */
export type Faults = Readonly<Record<string, readonly [says: string, todo: string]>>

type Failed = Exclude<Probed<unknown>, { kind: 'ok' }>

/** A call that failed, told by the table of its check. Codes of `elsewhere` are the matter of a check before this one. */
export function refused(
  { kind, code, detail }: Failed,
  of: { faults: Faults; elsewhere?: ReadonlySet<string>; address: string; todo: string },
): Finding {
  if (of.elsewhere?.has(code)) return skipped('先解决上面的问题')
  const known = Object.hasOwn(of.faults, code) ? of.faults[code] : undefined
  if (known !== undefined) return bad(`${known[0]}（${code}）`, known[1])
  if (kind === 'unreachable') {
    return bad(`没有答复（${code}）`, `检查 ${of.address}、这台机器的网络和域名解析`)
  }
  return bad(`平台拒绝（${code}${detail === undefined ? '' : `：${detail}`}）`, of.todo)
}
