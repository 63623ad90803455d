/**
 * A refusal tells two things: what was expected, and what to do about it. Schema messages carry both in one string,
 * because a zod issue has room for one; `domain/language/faults.ts` takes them apart again.
 */
const between = '｜'

/** Texts are zh-CN: marketers read them. */
export function hint(expected: string, todo: string): string {
  return `${expected}${between}${todo}`
}

/** Null when the message was not made by `hint`. */
export function readHint(message: string): { expected: string; todo: string } | null {
  const at = message.indexOf(between)
  return at < 0 ? null : { expected: message.slice(0, at), todo: message.slice(at + between.length) }
}
