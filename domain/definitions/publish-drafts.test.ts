import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aDefinitionsWorld } from './testing/world.ts'

let world: Awaited<ReturnType<typeof aDefinitionsWorld>>
let process: ReturnType<typeof world.aProcess>
beforeEach(async () => {
  world = await aDefinitionsWorld()
  process = world.aProcess()
})
afterEach(() => world.drop())

const segment = (tag: string, id = 's') => `segment: ${id}\nname: 人群\nrule: { tag: ${tag} }\n`
const hello = `message: hello
name: 问候
purpose: requested
prefer: [sms]
sms: { text: 您好, templates: { aliyun: SMS_200001 } }
`
const journey = `journey: j
name: 流程
entry: { segment: s }
steps: { say: { send: { message: hello }, next: end } }
`
const li = { session: 'tab-1', by: 'li' }

type Kind = 'journey' | 'message' | 'segment'

/** Somebody writes it; the text it is published with. */
async function draft(kind: Kind, id: string, text: string, basedOn?: number) {
  await process.drafts.open(kind, id, li)
  const saved = await process.drafts.save(kind, id, { editor: li, text, basedOn })
  if (saved.kind !== 'saved') throw new Error('not saved')
  return saved.draft
}
/** Looking at them as people do would remove some. */
const draftsLeft = () => world.draftStore.keys()

describe('publishing a draft', () => {
  it('puts it in force under the name of its publisher, with its text, and removes it', async () => {
    const seen = await draft('segment', 's', `# 说明\n${segment('A')}`)
    expect(await process.publishDrafts([seen], 'wang')).toEqual({
      number: 1,
      changes: [{ key: 'segment:s', to: 1 }],
    })
    expect(await world.store.versions(['segment:s@1'])).toMatchObject([
      { by: 'wang', origin: 'page', text: `# 说明\n${segment('A')}` },
    ])
    expect(await draftsLeft()).toEqual([])
  })

  it('that is wrong is refused with its place, and leaves the draft', async () => {
    const seen = await draft('segment', 's', 'segment: s\nname: 人群\nrule: { tog: A }\n')
    await expect(process.publishDrafts([seen], 'li')).rejects.toMatchObject({
      code: 'definitions.refused',
      data: { faults: [{ key: 'segment:s', line: 3, path: 'rule' }] },
    })
    expect(await draftsLeft()).toEqual(['segment:s'])
  })

  it('is checked together with what leans on it', async () => {
    await process.publish(`${hello}---\n${segment('A')}---\n${journey}`)
    const seen = await draft('segment', 's', segment('A').replace('name', 'kind: static\nname'))
    await expect(process.publishDrafts([seen], 'li')).rejects.toMatchObject({
      code: 'definitions.refused',
      data: { faults: [{ key: 'journey:j', path: 'entry.segment' }] },
    })
  })

  it('that says something else than its publisher saw is refused', async () => {
    const seen = await draft('segment', 's', segment('A'))
    await draft('segment', 's', segment('B'))
    await expect(process.publishDrafts([seen], 'wang')).rejects.toMatchObject({
      code: 'draft.changed',
      data: { key: 'segment:s', by: 'li' },
    })
    await expect(process.publishDrafts([{ ...seen, _id: 'segment:t' }], 'wang')).rejects.toMatchObject({
      code: 'draft.not_found',
    })
    expect((await process.published.refresh()).number).toBe(0)
  })
})

describe('what leans on a thing that is only a draft', () => {
  const fault = {
    key: 'journey:j',
    path: 'steps.say.send.message',
    expected: '已发布的消息（“hello”还只是草稿）',
    todo: '先发布“hello”的草稿',
  }

  it('is refused and told that it is a draft, from a draft and from a file', async () => {
    await process.publish(segment('A'))
    await draft('message', 'hello', hello)
    const seen = await draft('journey', 'j', journey)
    const refused = { code: 'definitions.refused', data: { faults: [fault] } }
    await expect(process.publishDrafts([seen], 'li')).rejects.toMatchObject(refused)
    await expect(process.publish(journey)).rejects.toMatchObject(refused)
    expect(await process.drafts.read('journey', 'j')).toMatchObject({ faults: [fault] })
  })

  it('goes with it when both are published together, all or none', async () => {
    const all = [
      await draft('message', 'hello', hello),
      await draft('journey', 'j', journey),
      await draft('segment', 's', segment('A')),
    ]
    await expect(process.publishDrafts(all.slice(0, 2), 'li')).rejects.toMatchObject({
      data: { faults: [{ key: 'journey:j', expected: '已发布的分群（“s”还只是草稿）' }] },
    })
    expect(await draftsLeft()).toHaveLength(3)
    expect((await process.publishDrafts(all, 'li')).number).toBe(1)
    expect(await draftsLeft()).toEqual([])
  })
})

describe('a version that moved meanwhile', () => {
  it('refuses the draft, and says what moved and who did it', async () => {
    await process.publish(segment('A'))
    const seen = await draft('segment', 's', segment('mine'))
    await world.aProcess().publish(segment('theirs'))
    await world.aProcess().publish(segment('T', 't'))
    await expect(process.publishDrafts([seen], 'li')).rejects.toMatchObject({
      code: 'definitions.moved',
      data: {
        keys: ['segment:s'],
        basedOn: 1,
        inUse: 2,
        by: 'ops',
        at: world.clock.now().toISOString(),
      },
    })
    expect((await process.drafts.read('segment', 's'))?.draft.text).toBe(segment('mine'))
  })

  it('lets the draft through once its author says that they have seen it', async () => {
    await process.publish(segment('A'))
    await draft('segment', 's', segment('mine'))
    await process.publish(segment('theirs'))
    const seen = await draft('segment', 's', segment('both'), 2)
    expect((await process.publishDrafts([seen], 'li')).changes).toEqual([
      { key: 'segment:s', from: 2, to: 3 },
    ])
  })

  it('is also one that was retired, or is there for the first time', async () => {
    await process.publish(segment('A'))
    const [edited, fresh] = [
      await draft('segment', 's', segment('B')),
      await draft('segment', 't', segment('B', 't')),
    ]
    await process.publish(segment('T', 't'), { retire: ['segment:s'] })
    for (const [seen, inUse] of [
      [edited, 0],
      [fresh, 1],
    ] as const) {
      const refused = { code: 'definitions.moved', data: { keys: [seen._id], inUse } }
      await expect(process.publishDrafts([seen], 'li')).rejects.toMatchObject(refused)
    }
  })

  it('is no other definition: what others publish meanwhile stops nobody', async () => {
    const seen = await draft('segment', 's', segment('A'))
    let first = true
    const late = world.aProcess((store) => ({
      ...store,
      async insertVersion(version) {
        // Between the look at what is in use and the number.
        if (first) {
          first = false
          await world.aProcess().publish(segment('T', 't'))
        }
        return store.insertVersion(version)
      },
    }))
    expect((await late.publishDrafts([seen], 'li')).number).toBe(2)
    expect(await draftsLeft()).toEqual([])
  })
})

describe('two publishers of one draft', () => {
  it('make one version, and one of them may find it gone', async () => {
    const seen = await draft('segment', 's', segment('A'))
    const told = await Promise.allSettled([
      process.publishDrafts([seen], 'li'),
      world.aProcess().publishDrafts([seen], 'wang'),
    ])
    for (const one of told) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'draft.not_found' })
    }
    expect(told.some(({ status }) => status === 'fulfilled')).toBe(true)
    expect(await world.store.numbersOf(['segment:s'])).toEqual([{ key: 'segment:s', number: 1 }])
    expect(await draftsLeft()).toEqual([])
  })
})

describe('a publisher that dies once the draft is in force', () => {
  async function dyingPublisher() {
    await process.publish(segment('A'))
    const seen = await draft('segment', 's', segment('B'))
    const dying = world.aProcess(undefined, (store) => ({
      ...store,
      async remove() {
        throw new Error('killed')
      },
    }))
    await expect(dying.publishDrafts([seen], 'li')).rejects.toThrow('killed')
    expect(await draftsLeft()).toEqual(['segment:s'])
    return seen
  }

  it.each([
    ['reads', async () => expect(await process.drafts.read('segment', 's')).toBeNull()],
    ['lists', async () => expect(await process.drafts.list()).toEqual([])],
    [
      'publishes it again',
      async (seen) => expect((await process.publishDrafts([seen], 'li')).number).toBe(2),
    ],
  ] as [string, (seen: { _id: string; stamp: string }) => Promise<void>][])(
    'leaves what is removed by whoever next %s',
    async (_, look) => {
      await look(await dyingPublisher())
      expect(await draftsLeft()).toEqual([])
    },
  )

  it('and whoever opens it begins anew, on the version in force', async () => {
    const before = await dyingPublisher()
    const { draft } = await process.drafts.open('segment', 's', { session: 'tab-2', by: 'wang' })
    expect(draft).toMatchObject({ basedOn: 2, text: segment('B'), by: 'wang' })
    expect(draft.life).not.toBe(before.life)
  })

  it('leaves what somebody writes on', async () => {
    await dyingPublisher()
    await process.drafts.save('segment', 's', { editor: li, text: segment('C') })
    expect((await process.drafts.read('segment', 's'))?.draft.text).toBe(segment('C'))
  })
})

describe('a draft that says what is in use', () => {
  it('and was begun on it is somebody who has not begun to write: it stays', async () => {
    await process.publish(segment('A'))
    await process.drafts.open('segment', 's', li)
    expect(await process.drafts.list()).toHaveLength(1)
    expect(await process.drafts.read('segment', 's')).not.toBeNull()
  })
})

it('a draft that goes back to an older text stays, also for a process that has not seen what is in use', async () => {
  await process.publish(segment('A'))
  const late = world.aProcess(undefined, (store) => ({
    ...store,
    async find(key) {
      if ((await world.store.lastNumber()) === 1) {
        await process.publish(segment('B'))
        await draft('segment', 's', segment('A'))
      }
      return store.find(key)
    },
  }))
  expect(await late.drafts.read('segment', 's')).toMatchObject({ draft: { basedOn: 2, text: segment('A') } })
  expect(await draftsLeft()).toEqual(['segment:s'])
})

describe('text saved while the one before it is being published', () => {
  it('stays, and stands on the version that is in force now', async () => {
    const seen = await draft('segment', 's', segment('A'))
    const slow = world.aProcess((store) => ({
      ...store,
      async publish(publication) {
        await process.drafts.save('segment', 's', { editor: li, text: segment('B') })
        return store.publish(publication)
      },
    }))
    await slow.publishDrafts([seen], 'wang')
    const left = await process.drafts.read('segment', 's')
    expect(left?.draft).toMatchObject({ text: segment('B'), basedOn: 1 })
    expect((await process.publishDrafts([left!.draft], 'li')).changes).toEqual([
      { key: 'segment:s', from: 1, to: 2 },
    ])
  })

  it('is no draft that somebody began anew: that one stands where it was begun', async () => {
    const seen = await draft('segment', 's', segment('A'))
    const slow = world.aProcess((store) => ({
      ...store,
      async publish(publication) {
        await process.drafts.discard('segment', 's', li)
        await draft('segment', 's', segment('B'))
        return store.publish(publication)
      },
    }))
    await slow.publishDrafts([seen], 'wang')
    const left = await process.drafts.read('segment', 's')
    await expect(process.publishDrafts([left!.draft], 'li')).rejects.toMatchObject({
      code: 'definitions.moved',
      data: { basedOn: 0, inUse: 1, by: 'wang' },
    })
  })
})
