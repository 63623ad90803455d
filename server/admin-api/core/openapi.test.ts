import { beforeAll, describe, expect, it } from 'vitest'
import { eventKinds, flowCall, trial } from '../../../domain/webhooks/kinds.ts'
import { faultsOfUser, generateTypes, wrongInOpenapi } from '../../../test/testing/openapi-readers.ts'
import { contract } from '../contract.ts'
import { describeApi } from './openapi.ts'

let types: string
beforeAll(async () => {
  types = await generateTypes(describeApi(contract))
})

describe('the description of the API, read by those who know nothing of us', () => {
  it('gives types that compile, and say what goes in and what comes out', () => {
    const user = `
import type { operations, components } from './api'
export const picture: components['schemas']['Picture'] = {
  name: 'media:x', type: 'png', width: 1, height: 2, sizeBytes: 3, address: '/media/x',
}
export const query: operations['media.upload']['parameters']['query'] = { for: 'chat' }
export type Sent = operations['content.test']['requestBody']['content']['application/json']
export const sent: Sent = { structure: { message: 'm' }, channel: 'sms' }
`
    expect(faultsOfUser(types, user)).toEqual([])
  })

  it('and they refuse what the API refuses', () => {
    const user = `
import type { operations, components } from './api'
export const query: operations['media.upload']['parameters']['query'] = { for: 'fax' }
export const kind: components['schemas']['Picture']['type'] = 'svg'
`
    expect(faultsOfUser(types, user)).toHaveLength(2)
  })

  it('has an operation for each of the contract', () => {
    for (const [resource, all] of Object.entries(contract))
      for (const operation of Object.keys(all)) expect(types).toContain(`"${resource}.${operation}"`)
  })

  it('tells receivers of webhooks what they are told, of every kind, and how it is signed', () => {
    for (const kind of [...eventKinds, flowCall, trial]) expect(types).toContain(`"${kind}": {`)
    const user = `
import type { operations } from './api'
type Body<Kind extends keyof operations> = operations[Kind] extends { requestBody: { content: { 'application/json': infer B } } } ? B : never
export const rang: Body<'told.alert.rang'> = {
  type: 'alert.rang', timestamp: '2026-03-02T09:00:00+08:00',
  data: { alertId: 'smsFailures:1', figure: 'smsFailures', percent: 5, part: 6, whole: 100, again: false },
}
export const paid = (told: Body<'told.order.paid'>): number | undefined => told.data.amountFen
export const who = (told: Body<'told.kf.message'>): string => told.data.customerId
export const id = (told: operations['told.kf.message']['parameters']['header']): string => told['webhook-id']
`
    expect(faultsOfUser(types, user)).toEqual([])
  })

  it('holds to OpenAPI 3.1, as its own checker reads that', async () => {
    expect(await wrongInOpenapi(describeApi(contract))).toEqual([])
  })

  it('and would be told what does not', async () => {
    const api = describeApi(contract) as { paths: Record<string, unknown> }
    const wrong = { ...api, paths: { ...api.paths, '/api/v1/x': { get: { parameters: [{ name: 1 }] } } } }
    expect(await wrongInOpenapi(wrong)).not.toEqual([])
    const lost = JSON.stringify(api).replaceAll('#/components/schemas/Picture', '#/components/schemas/Gone')
    expect(await wrongInOpenapi(JSON.parse(lost))).not.toEqual([])
  })
})
