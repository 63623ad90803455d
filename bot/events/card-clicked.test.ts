import { expect, it } from 'vitest'
import { DomainError } from '../../domain/errors.ts'
import { silentLog } from '../../domain/log.ts'
import type { Sales } from '../../domain/sales/contract.ts'
import type { WecomEvent } from '../parse-event.ts'
import { click } from '../testing/card-click.ts'
import { createCardClicked } from './card-clicked.ts'

const delivery = { _id: 'wecom:template_card_event:1', at: new Date('2026-03-02T09:00:00+08:00') }

function handlerOf(act: Sales['act']) {
  const taskOfCard = async (card: string) => (card === 'abc-1' ? 'task-1' : null)
  return createCardClicked({ sales: { act, taskOfCard }, log: silentLog })
}

it('acts on the task of the card, once per delivery, with the code that updates the card', async () => {
  const acts: unknown[] = []
  const handle = handlerOf(async (input) => {
    acts.push(input)
    return { state: 'accepted', text: '已接受' }
  })
  expect(await handle(click, delivery)).toBe('done')
  expect(acts).toEqual([
    {
      taskId: 'task-1',
      staff: 'lihua',
      action: 'accept',
      actionId: delivery._id,
      responseCode: 'r1',
      at: delivery.at,
    },
  ])
})

it.each([
  ['a card that is none of ours', { TaskId: 'other' }],
  ['a button we do not know', { EventKey: 'delete' }],
])('ignores %s', async (_what, change) => {
  const handle = handlerOf(() => Promise.reject(new Error('must not act')))
  expect(await handle({ ...click, ...change } as WecomEvent, delivery)).toBe('ignored')
})

it('is done when the task is somebody else’s by now, and tried again when the store failed', async () => {
  const refused = handlerOf(() => Promise.reject(new DomainError('task.not_yours')))
  expect(await refused(click, delivery)).toBe('done')
  const failed = handlerOf(() => Promise.reject(new Error('store')))
  await expect(failed(click, delivery)).rejects.toThrow('store')
})
