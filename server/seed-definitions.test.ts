import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Publish } from '../domain/definitions/publish.ts'
import { aDefinitionsWorld } from '../domain/definitions/testing/world.ts'
import { silentLog } from '../domain/log.ts'
import { NoDefaultCodeError, seedDefinitions } from './seed-definitions.ts'

let world: Awaited<ReturnType<typeof aDefinitionsWorld>>
let told: object[]
beforeEach(async () => {
  world = await aDefinitionsWorld()
  told = []
})
afterEach(() => world.drop())

const codes = `message: w
name: 欢迎
purpose: requested
prefer: [welcome]
welcome: { text: 您好 }
---
channel: default
name: 默认
default: true
welcome: w
`
const segment = (tag: string) => `segment: s\nname: 人群\nkind: static\nrule: { tag: ${tag} }\n`

/** A start on these files; `meanwhile` happens between what it looked at and its publication. */
function start(text: string, meanwhile: () => Promise<unknown> = async () => undefined) {
  const { published, publish } = world.aProcess()
  const publishLate: Publish = async ({ publish: versions = [] }, on) => {
    const once = meanwhile
    meanwhile = async () => undefined
    await once()
    return publish(versions.map((version) => version.text ?? '').join('---\n'), { on, origin: 'file' })
  }
  const say = (data: object) => void told.push(data)
  return seedDefinitions({
    sources: [{ file: 'all.yaml', text }],
    published,
    publish: publishLate,
    store: world.store,
    drafts: { keys: async () => [] },
    now: world.clock.now(),
    log: { ...silentLog, warn: say, error: say },
  })
}
const rule = async () => (await world.aProcess().published.refresh()).registry.segment('s').rule

it('a start does not overwrite what is changed on the page between its look and its publication', async () => {
  await start(`${codes}---\n${segment('A')}`)
  await start(`${codes}---\n${segment('B')}`, () => world.aProcess().publish(segment('page')))
  expect(await rule()).toMatchObject({ tag: 'page' })
  expect(told).toEqual([{ conflicts: ['segment:s'] }])
})

it('two starts on the same files publish them once', async () => {
  const files = `${codes}---\n${segment('A')}`
  await start(files, () => start(files))
  expect((await world.aProcess().published.refresh()).number).toBe(1)
  expect(await rule()).toMatchObject({ tag: 'A' })
})

it('without a default channel code nothing is published, and what is wrong with it is told', async () => {
  const files = codes.replace('welcome: w', 'welcome: nobody')
  await expect(start(files)).rejects.toThrow(NoDefaultCodeError)
  expect(told).toMatchObject([{ path: 'welcome' }])
  expect((await world.aProcess().published.refresh()).number).toBe(0)
})
