import type { AnswerOf } from '../../api/operations.ts'
import { figure } from '../../design/numbers.ts'

/** 「客户 12 位、客户群 2 个」: what there is of each; what there is none of is left out. */
export function partsInWords(parts: AnswerOf<'get', '/hand-overs/estate'>): string {
  const words = [
    ['客户', parts.customers, '位'],
    ['客户群', parts.groups, '个'],
    ['待办', parts.tasks, '条'],
    ['渠道活码', parts.codes, '个'],
    ['企业群发', parts.batches, '批'],
  ] as const
  const said = words
    .filter(([, count]) => count > 0)
    .map(([name, count, unit]) => `${name} ${figure(count, unit)}`)
  return said.join('、') || '没有要交接的'
}
