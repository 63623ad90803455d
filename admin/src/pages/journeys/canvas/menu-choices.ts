import type { Component } from 'vue'
import type { AnswerOf } from '../../../api/operations.ts'
import { kindTable, offered } from '../graph/kind-table.ts'
import type { Step } from '../graph/written.ts'

export interface Choice {
  key: string
  label: string
  hint: string
  icon: Component
  make(): Step
}

type Message = Pick<AnswerOf<'get', '/vocabulary'>['messages'][number], 'id' | 'name'>

/** What can be put on a way: kinds of steps, and with words also materials to be sent. */
export function choicesFor(words: string, messages: readonly Message[]): Choice[] {
  const sought = words.trim().toLowerCase()
  const steps = offered.map((kind): Choice => ({ key: kind, ...kindTable[kind] }))
  if (sought === '') return steps
  const materials = messages.map(
    ({ id, name }): Choice => ({
      key: `message:${id}`,
      label: `发送「${name}」`,
      hint: '素材',
      icon: kindTable.send.icon,
      make: () => ({ name, send: { message: id }, next: 'end' }),
    }),
  )
  return [...steps, ...materials].filter(({ key, label, hint }) =>
    `${key} ${label} ${hint}`.toLowerCase().includes(sought),
  )
}
