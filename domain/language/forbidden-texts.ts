import { type ForbiddenWord, forbiddenWordsIn } from '../text/forbidden-words.ts'
import type { WrittenFault } from './faults.ts'
import type { MessageDefinition } from './message.ts'
import { textsOf } from './message-checks.ts'

export interface ForbiddenText extends ForbiddenWord {
  /** Of the written form. */
  path: (string | number)[]
}

/** Words advertising may not use, wherever a customer may read them: every text, and what a variable says by default. */
export function forbiddenTextsIn(
  message: Pick<MessageDefinition, 'content' | 'purpose' | 'variables'>,
): ForbiddenText[] {
  // What colleagues read advertises nothing.
  if (message.purpose === 'staff') return []
  const defaults = Object.entries(message.variables).flatMap(([name, variable]) =>
    'default' in variable && typeof variable.default === 'string'
      ? [{ path: ['variables', name, 'default'], text: variable.default }]
      : [],
  )
  return [...textsOf(message), ...defaults].flatMap(({ path, text }) =>
    forbiddenWordsIn(text).map((found) => ({ path, ...found })),
  )
}

/** The same as what keeps a message from being published. */
export function forbiddenFaults(message: Parameters<typeof forbiddenTextsIn>[0]): WrittenFault[] {
  return forbiddenTextsIn(message).map(({ path, word, instead }) => ({
    path,
    word,
    expected: `广告法允许的说法（「${word}」是极限词）`,
    todo: `换成${instead.map((one) => `「${one}」`).join('或')}`,
  }))
}
