import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KeyScope, keyScopes } from '../../../domain/api-keys/key-scopes.ts'
import { type Role, roles } from '../../../domain/members/roles.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import type { AllHandlers, Terms } from './endpoint.ts'
import { AdminRefusal } from './refuse.ts'

const operations = Object.entries(contract).flatMap(([resource, all]) =>
  Object.entries(all).map(([operation, terms]): [string, Terms] => [`${resource}.${operation}`, terms]),
)
const reached = new AdminRefusal(409, 'test.reached', '到了')

let world: AdminWorld
const cookies = new Map<Role, string>()

beforeAll(async () => {
  const reach = new Proxy({}, { get: () => () => Promise.reject(reached) })
  const handlers = new Proxy({}, { get: () => reach }) as AllHandlers<typeof contract>
  world = await adminWorld(() => ({ contract, handlers }))
  for (const role of roles) cookies.set(role, await world.as(role))
})
afterAll(() => world.close())

/** One integration for each set of rights. */
const keys = new Map<string, ReturnType<AdminWorld['aKey']>>()
function key(...scopes: KeyScope[]) {
  const known = keys.get(scopes.join()) ?? world.aKey(scopes)
  keys.set(scopes.join(), known)
  return known
}

function call({ method, path, body }: Terms, cookie?: string, headers?: Record<string, string>) {
  const verb = method.toUpperCase() as 'GET'
  return world.call(verb, path.replaceAll(/\{\w+\}/g, 'x'), { cookie, body: body && {}, headers })
}

const mayCall = (terms: Terms, role: Role): boolean => terms.roles === 'anybody' || terms.roles.includes(role)

describe('every operation', () => {
  it.each(operations)('%s lets in whom its contract names', async (_name, terms) => {
    const met: Record<string, unknown> = { nobody: (await call(terms)).status }
    const expected: Record<string, unknown> = {
      nobody: terms.roles === 'anybody' ? expect.not.toBeOneOf([401, 403]) : 401,
    }
    for (const role of roles) {
      met[role] = (await call(terms, cookies.get(role))).status
      expected[role] = mayCall(terms, role) ? expect.not.toBeOneOf([401, 403]) : 403
    }
    expect(met).toEqual(expected)
  })

  const forKeys = operations.filter(([, { scope }]) => scope !== undefined)
  it.each(forKeys)('%s lets in a key that was given its scope, and no other', async (_name, terms) => {
    const others = keyScopes.filter((scope) => scope !== terms.scope)
    const [right, wrong] = [key(terms.scope as KeyScope), key(...others)]
    expect((await call(terms, undefined, (await right).headers)).status).not.toBeOneOf([401, 403])
    const refused = await call(terms, undefined, (await wrong).headers)
    expect([refused.status, refused.body.error.code]).toEqual([403, 'key.scope_missing'])
  })

  const forPeople = operations.filter(([, { scope, roles }]) => scope === undefined && roles !== 'anybody')
  it.each(forPeople)(
    '%s is for no key, whatever it was given, nor with a session beside it',
    async (_name, terms) => {
      const refused = await call(terms, cookies.get('owner'), (await key(...keyScopes)).headers)
      expect([refused.status, refused.body.error.code]).toEqual([403, 'key.not_for_this'])
    },
  )

  const changing = operations.filter(([, { method }]) => method !== 'get')
  it.each(changing)('%s is not done for a page of another site', async (_name, terms) => {
    for (const origin of ['https://evil.test', 'null', '', 'http://127.0.0.1:1', `${world.base}.evil.test`]) {
      const answer = await call(terms, cookies.get('owner'), { origin })
      expect([answer.status, answer.body.error.code]).toEqual([403, 'origin.foreign'])
    }
  })

  const withBody = operations.filter(([, { body }]) => body !== undefined)
  it.each(withBody)('%s takes nothing a form of another site could send', async (_name, terms) => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const role = roles.find((each) => mayCall(terms, each))
    const byKey = role === undefined && terms.scope ? (await key(terms.scope)).headers : {}
    const cookie = cookies.get(role ?? 'owner')
    expect((await call(terms, cookie, { ...byKey, ...type })).status).toBe(415)
  })
})
