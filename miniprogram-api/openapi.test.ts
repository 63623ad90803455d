import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faultsOfUser, generateTypes, wrongInOpenapi } from '../test/testing/openapi-readers.ts'
import { callReference } from './testing/call-reference.ts'
import { type MiniprogramWorld, miniprogramWorld } from './testing/world.ts'
import { whatToDo } from './what-to-do.ts'

let world: MiniprogramWorld
// biome-ignore lint/suspicious/noExplicitAny: read by those who know nothing of us
let api: any
beforeAll(async () => {
  world = await miniprogramWorld()
  api = await (await fetch(`${world.base}/mp/v1/openapi.json`)).json()
})
afterAll(() => world.close())

describe('the description of the mini-program API', () => {
  it('holds to OpenAPI 3.1, as its own checker reads that', async () => {
    expect(await wrongInOpenapi(api)).toEqual([])
  })

  it('gives types that compile, and refuse what the API refuses', async () => {
    const types = await generateTypes(api)
    const user = `
import type { operations } from './api'
export type Body<T extends keyof operations> = operations[T] extends { requestBody: { content: { 'application/json': infer B } } } ? B : never
export const login: Body<'postLogin'> = { code: 'c', scene: 1001 }
export const token: operations['postLogin']['responses']['200']['content']['application/json'] = { token: 't', expiresAt: 'x' }
export type Refused = operations['postLogin']['responses']['401']['content']['application/json']['error']['code']
// @ts-expect-error a code is a text
export const bad: Body<'postLogin'> = { code: 1 }
// @ts-expect-error no log-in is refused with it
export const code: Refused = 'touch.not_found'
`
    expect(faultsOfUser(types, user)).toEqual([])
  })

  it('names every call once, says in a line what it does, and who may', () => {
    const known = world.described
    const routes = world.router.stack.filter(({ methods }) => methods.length > 0)
    // All but the description itself.
    expect(known).toHaveLength(routes.length - 1)
    expect(new Set(known.map(({ method, path }) => `${method} ${path}`)).size).toBe(known.length)
    for (const { path, terms } of known) expect(terms.summary, path).toMatch(/^[A-Z].{10,}\.$/)
    const open = known.filter(({ login }) => login !== 'needed').map(({ path }) => path)
    expect(open).toEqual(['/mp/v1/login', '/mp/v1/leads', '/mp/v1/products', '/mp/v1/products/{id}'])
  })

  it('tells what to do about every refusal', () => {
    for (const code of world.described.flatMap(({ refusals }) => refusals))
      expect(whatToDo, code).toHaveProperty([code])
  })

  it('is what people read', async () => {
    await expect(callReference(world.described)).toMatchFileSnapshot('./CALLS.md')
  })
})
