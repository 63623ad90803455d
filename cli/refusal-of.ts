import type { TogetherFault } from '../domain/definitions/check-together.ts'
import { DomainError } from '../domain/errors.ts'
import { Refusal } from './refusal.ts'

/** What the domain refused, in words; a mistake of ours is thrown on as it is. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (!(error instanceof DomainError)) throw error
  const { code, data } = error
  if (code === 'definitions.refused') {
    const faults = data.faults as TogetherFault[]
    return new Refusal(code, ['没有发布，什么都没有改变：', ...faults.map(togetherLine)], { faults })
  }
  if (code === 'definitions.moved') {
    const { keys, by } = data as { keys: string[]; by?: string }
    const who = by === undefined ? '有人' : `${by} `
    return new Refusal(
      code,
      [`没有发布：${who}刚刚发布了别的改动（${keys.join('、')}）`, '先用 kelu diff 看清现在的样子，再试一次'],
      data,
    )
  }
  return new Refusal(code, [`没有做成：${code}`], data)
}

/** A fault between definitions, on one line. */
export function togetherLine({ key, path, expected, todo }: TogetherFault): string {
  const place = path === '' ? key : `${key} 的 ${path}`
  return `  ${place}：应为${expected}${todo === '' ? '' : `；${todo}`}`
}
