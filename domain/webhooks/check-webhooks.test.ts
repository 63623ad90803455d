import { expect, it } from 'vitest'
import type { Webhook } from '../../models/webhooks.ts'
import { readDefinitions } from '../language/load.ts'
import { checkWebhooks, flowsCalling } from './check-webhooks.ts'

const text = `
journey: j
name: 下单通知
entry: { api: true }
steps:
  call: { webhook: { to: crm }, next: end }
`
const read = () => {
  const { definitions } = readDefinitions([{ file: 'j.yaml', text }], new Date('2026-03-02T01:00:00Z'))
  return definitions.journeys.map((definition) => ({ kind: 'journey' as const, definition }))
}
const there = (direction: 'in' | 'out') => async () => [{ _id: 'crm', direction } as Webhook]

it('refuses a flow that names a receiver nobody registered, or a sender', async () => {
  expect(await checkWebhooks(read(), there('out'))).toEqual([])
  for (const none of [async () => [], there('in')]) {
    expect(await checkWebhooks(read(), none)).toMatchObject([
      { key: 'journey:j', path: 'steps.call.webhook.to', todo: '选一个登记过的，或先去登记' },
    ])
  }
})

it('knows the flows that call a receiver', () => {
  expect(flowsCalling(read(), 'crm')).toEqual(['下单通知'])
  expect(flowsCalling(read(), 'erp')).toEqual([])
})
