import { afterEach, beforeEach, expect, it } from 'vitest'
import { type EdgeWorld, edgeWorld } from '../../../test/testing/edge-world.ts'
import { createLinksRouter } from './router.ts'

let world: EdgeWorld
let base: string
let userAgents: (string | undefined)[]
const nothing = { readUnsubscribeToken: () => null, unsubscribe: async () => false, open: async () => false }

beforeEach(async () => {
  world = await edgeWorld()
  userAgents = []
  const { clock, activity } = world
  const outreach = {
    ...nothing,
    async followLink(code: string, { userAgent }: { userAgent?: string }) {
      userAgents.push(userAgent)
      return code === 'abc123' ? { location: 'https://shop.example/' } : null
    },
  }
  const router = createLinksRouter({
    outreach,
    clock,
    background: activity.background,
    miniprogramAppId: null,
  })
  base = await world.serve([router])
})
afterEach(() => world.close())

const status = async (code: string, headers: Record<string, string> = {}) =>
  (await fetch(`${base}/r/${code}`, { redirect: 'manual', headers })).status

it('whoever tries codes is stopped, so that a right one among them tells nothing', async () => {
  for (let n = 0; n < 600; n++) expect(await status(`no${n}`)).toBe(404)
  expect(await status('no600')).toBe(429)
  expect(await status('abc123')).toBe(429)
})

it('a link that is right never counts against anybody', async () => {
  for (let n = 0; n < 650; n++) expect(await status('abc123')).toBe(302)
})

it('a caller who does not say what it is counts as a machine: its user agent is told as empty', async () => {
  await status('abc123', { 'user-agent': '' })
  expect(userAgents).toEqual([''])
})
