import type { ImportKindName } from '../domain/imports/contract.ts'
import { type Fault, sayFault } from '../domain/imports/faults.ts'
import type { Target } from '../domain/imports/kind.ts'
import type { ImportBadRow } from '../models/import-bad-rows.ts'
import type { Import, ImportCounts, ImportMapping } from '../models/imports.ts'
import { inColumns } from './columns.ts'

const counted: Record<ImportKindName, readonly (readonly [name: string, label: string])[]> = {
  customers: [
    ['new', '新客户'],
    ['known', '已认识的'],
    ['sms.can', '能发营销短信'],
    ['email.can', '能发营销邮件'],
  ],
  orders: [
    ['new', '新订单'],
    ['known', '已经有的'],
  ],
  tags: [
    ['new', '新打上的'],
    ['known', '已经有的'],
  ],
  coupons: [
    ['new', '新的券'],
    ['known', '已经有的'],
  ],
  products: [
    ['new', '新商品'],
    ['changed', '有改动的'],
    ['known', '没有变的'],
  ],
}

/** What each column is. */
export function columnLines(
  { headers = [] }: Pick<Import, 'headers'>,
  { columns, fixed }: ImportMapping,
  targets: readonly Target[],
): string[] {
  const names = new Map(targets.map(({ id, name }) => [id, name]))
  const known = (id: string) => `${names.get(id) ?? id}（${id}）`
  const rows = headers.map((header, at) => {
    const target = columns[at] ?? null
    return [header || `第 ${at + 1} 列`, target === null ? '不导入' : known(target)]
  })
  const forAll = Object.entries(fixed).map(([id, text]) => [`所有行：${text}`, known(id)])
  return inColumns([['列', '是什么'], ...rows, ...forAll])
}

/** What its rows come to. */
export function countLines(kind: ImportKindName, counts: ImportCounts): string[] {
  const parts = counted[kind].map(([name, label]) => `${label} ${counts[name] ?? 0}`)
  return [`${counts.rows ?? 0} 行：${parts.join('，')}，不能导入 ${counts.bad ?? 0} 行`]
}

/** The first rows that are not taken, and why. */
export function badRowLines(first: readonly ImportBadRow[], all: number): string[] {
  return [
    ...first.map(({ row, faults }) => `  第 ${row} 行 ${(faults as Fault[]).map(sayFault).join('；')}`),
    ...(all > first.length ? ['  ……全部在页面「导入」里可以下载'] : []),
  ]
}
