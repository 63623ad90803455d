import type { MessageDefinition } from './message.ts'
import { textsOf } from './message-checks.ts'

/** The salesperson's own name differs only between salespeople. */
const ofSalesperson = 'staff.name'

/**
 * The first variable by which a group-send would say something else to each customer; undefined when it says the same to all. Each
 * other text is one more thing for a salesperson to confirm.
 */
export function varyingVariable(message: MessageDefinition): string | undefined {
  const texts = textsOf(message).filter(({ path }) => path[0] === 'wecom')
  return Object.entries(message.variables)
    .filter(
      ([, variable]) => variable.kind !== 'link' && !('from' in variable && variable.from === ofSalesperson),
    )
    .map(([name]) => name)
    .find((name) => texts.some(({ text }) => new RegExp(`\\{[{%][^}]*\\b${name}\\b`).test(text)))
}
