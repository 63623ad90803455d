import { afterEach, beforeEach, expect, it } from 'vitest'
import { planRollBack } from './roll-back.ts'
import { aDefinitionsWorld } from './testing/world.ts'

let world: Awaited<ReturnType<typeof aDefinitionsWorld>>
let author: ReturnType<typeof world.aProcess>
beforeEach(async () => {
  world = await aDefinitionsWorld()
  author = world.aProcess()
})
afterEach(() => world.drop())

const segment = (tag: string) => `segment: s\nname: 人群\nkind: static\nrule: { tag: ${tag} }\n`
const plan = async (wanted?: number) =>
  planRollBack({ key: 'segment:s', wanted }, await author.published.refresh(), world.store)

it('goes back to what was in use before, past a version nobody published', async () => {
  await author.publish(segment('A'))
  const [made] = await world.store.versions(['segment:s@1'])
  await world.store.insertVersion({ ...made!, _id: 'segment:s@2', number: 2, hash: 'never published' })
  await author.publish(segment('B'))
  expect(await plan()).toMatchObject({ from: 3, to: 1, version: { text: segment('A') } })
})

it('the version in use is nothing to go back to, unless it was retired', async () => {
  await author.publish(segment('A'))
  expect(await plan(1)).toBe('inUse')
  expect(await plan()).toBe('noOlder')
  expect(await plan(2)).toBe('noSuchVersion')
  await author.publish('', { retire: ['segment:s'] })
  expect(await plan(1)).toMatchObject({ from: 1, to: 1 })
})

it('publishing it makes a new version that says what the old one said', async () => {
  await author.publish(segment('A'))
  await author.publish(segment('B'))
  const back = await plan()
  if (typeof back === 'string') throw new Error(back)
  await author.publish(back.version.text ?? '')
  expect(await plan()).toMatchObject({ from: 3, to: 2 })
})
