import type { z } from 'zod'

const han = /\p{Script=Han}/u

/** What is wrong with a field, as people read it beside it. A sentence the schema brings in Chinese is kept. */
export function wordsOfIssue(issue: z.core.$ZodIssue): string {
  if (han.test(issue.message)) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? '请填写' : '格式不对'
    case 'too_small':
      if (issue.origin === 'string') return issue.minimum === 1 ? '请填写' : `至少 ${issue.minimum} 个字`
      if (issue.origin === 'array') return `至少 ${issue.minimum} 项`
      return `不能小于 ${issue.minimum}`
    case 'too_big':
      if (issue.origin === 'string') return `最多 ${issue.maximum} 个字`
      if (issue.origin === 'array') return `最多 ${issue.maximum} 项`
      return `不能大于 ${issue.maximum}`
    case 'invalid_value':
      return '请从可选的值里选一个'
    case 'unrecognized_keys':
      return `不认识的内容：${issue.keys.join('、')}`
    default:
      return '格式不对'
  }
}
