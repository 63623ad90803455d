import { afterEach, beforeEach, expect, it } from 'vitest'
import { planSeed } from './seed.ts'
import { aDefinitionsWorld, written } from './testing/world.ts'

let world: Awaited<ReturnType<typeof aDefinitionsWorld>>
let author: ReturnType<typeof world.aProcess>
beforeEach(async () => {
  world = await aDefinitionsWorld()
  author = world.aProcess()
})
afterEach(() => world.drop())

const segment = (tag: string, id = 's') => `segment: ${id}\nname: 人群\nkind: static\nrule: { tag: ${tag} }\n`
const fromFile = (text: string) => author.publish(text, { origin: 'file' })

async function plan(...files: string[]) {
  const { publish, ...told } = await planSeed(
    files.flatMap(written),
    await author.published.refresh(),
    world.store,
  )
  return { ...told, publish: publish.map(({ text }) => text) }
}
const nothing = { publish: [], older: [], conflicts: [] }

it('a file of which the store knows nothing is published', async () => {
  expect(await plan(segment('A'))).toEqual({ ...nothing, publish: [segment('A')] })
})

it('a file that says what is in use changes nothing, also when only its comments differ', async () => {
  await fromFile(segment('A'))
  expect(await plan(segment('A'))).toEqual(nothing)
  expect(await plan(`# 给同事\n${segment('A')}`)).toEqual(nothing)
})

it('a changed file replaces what came from a file', async () => {
  await fromFile(segment('A'))
  expect(await plan(segment('B'))).toEqual({ ...nothing, publish: [segment('B')] })
})

it('a file that says what an older version says is never published: a process of the release before starts too', async () => {
  await fromFile(segment('A'))
  await fromFile(segment('B'))
  expect(await plan(segment('A'))).toEqual({ ...nothing, older: ['segment:s'] })
})

it('a missing file retires nothing', async () => {
  await fromFile(segment('A'))
  expect(await plan(segment('B', 'other'))).toEqual({ ...nothing, publish: [segment('B', 'other')] })
  expect(author.published.registry.has('segment', 's')).toBe(true)
})

it('what was changed on the page since is never overwritten: the conflict is told', async () => {
  await fromFile(segment('A'))
  await author.publish(segment('page'))
  expect(await plan(segment('A'))).toEqual({ ...nothing, older: ['segment:s'] })
  expect(await plan(segment('C'))).toEqual({ ...nothing, conflicts: ['segment:s'] })
})

it('what was retired does not come back by its file', async () => {
  await fromFile(segment('A'))
  await author.publish('', { retire: ['segment:s'] })
  expect(await plan(segment('A'))).toEqual({ ...nothing, older: ['segment:s'] })
  expect(await plan(segment('B'))).toEqual({ ...nothing, conflicts: ['segment:s'] })
})

it('a version a dying publisher left is no older one', async () => {
  await fromFile(segment('A'))
  const dying = world.aProcess((store) => ({
    ...store,
    publish: async () => {
      throw new Error('killed')
    },
  }))
  await expect(dying.publish(segment('B'), { origin: 'file' })).rejects.toThrow('killed')
  expect(await plan(segment('B'))).toEqual({ ...nothing, publish: [segment('B')] })
})
