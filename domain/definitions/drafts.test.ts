import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DraftStore } from '../../models/drafts.ts'
import { editLeaseMs } from './drafts.ts'
import { aDefinitionsWorld } from './testing/world.ts'

let world: Awaited<ReturnType<typeof aDefinitionsWorld>>
let process: ReturnType<typeof world.aProcess>
beforeEach(async () => {
  world = await aDefinitionsWorld()
  process = world.aProcess()
})
afterEach(() => world.drop())

const segment = (tag: string) => `segment: s\nname: 人群\nrule: { tag: ${tag} }\n`
const li = { session: 'tab-1', by: 'li' }
const wang = { session: 'tab-2', by: 'wang' }
const open = (editor = li) => process.drafts.open('segment', 's', editor)
const save = (text: string, editor = li) => process.drafts.save('segment', 's', { editor, text })
const read = () => process.drafts.read('segment', 's')

describe('a draft', () => {
  it('of what is in use begins as its author wrote it, on the version in use', async () => {
    await process.publish(`# 给同事\n${segment('A')}`)
    await process.publish(segment('B'))
    expect(await open()).toMatchObject({
      mode: 'editing',
      draft: { text: segment('B'), basedOn: 2, by: 'li', at: world.clock.now() },
      faults: [],
    })
  })

  it('of something new begins empty, and one of what was retired with its last text', async () => {
    expect(await open()).toMatchObject({ draft: { text: '', basedOn: 0 } })
    await process.drafts.discard('segment', 's', li)
    await process.publish(segment('A'))
    await process.publish('', { retire: ['segment:s'] })
    expect(await open()).toMatchObject({ draft: { text: segment('A'), basedOn: 0 } })
  })

  it('is saved however wrong it is, and says where', async () => {
    await open()
    const wrong = 'segment: s\nname: 人群\nrule: { tog: A }\n'
    expect(await save(wrong)).toMatchObject({
      kind: 'saved',
      draft: { text: wrong },
      faults: [{ key: 'segment:s', line: 3, column: 7, path: 'rule' }],
    })
    expect((await read())?.draft.text).toBe(wrong)
  })

  it.each([
    ['nothing', '', '第一行写成 segment: s'],
    ['another one', segment('A').replace('s\n', 'other\n'), '第一行写成 segment: s'],
    [
      'more than one',
      `${segment('A')}---\n${segment('A').replace('s\n', 'other\n')}`,
      '其余的定义各写各的草稿',
    ],
  ])('that defines %s is told so', async (_, text, todo) => {
    await open()
    expect(await save(text)).toMatchObject({ kind: 'saved', faults: [{ key: 'segment:s', todo }] })
  })

  it('is refused only beyond a size nobody writes', async () => {
    await open()
    await expect(save('满'.repeat(400_000))).rejects.toMatchObject({
      code: 'draft.too_large',
      data: { key: 'segment:s', bytes: 1_200_000 },
    })
    expect(await save('满'.repeat(300_000))).toMatchObject({ kind: 'saved' })
  })

  it('moves no publication and makes no version', async () => {
    await process.publish(segment('A'))
    await open()
    await save(segment('B'))
    expect((await process.published.refresh()).number).toBe(1)
    expect(process.published.registry.segment('s').rule).toMatchObject({ tag: 'A' })
    expect(await world.store.numbersOf(['segment:s'])).toHaveLength(1)
  })

  it('is listed without its text, and gone when its editor discards it', async () => {
    await open()
    await save(segment('A'))
    const [listed] = await process.drafts.list()
    expect(listed).toMatchObject({ _id: 'segment:s', by: 'li', lease: { by: 'li' } })
    expect(listed).not.toHaveProperty('text')
    expect(await process.drafts.discard('segment', 's', wang)).toBe(false)
    expect(await process.drafts.discard('segment', 's', li)).toBe(true)
    expect(await process.drafts.list()).toEqual([])
  })
})

describe('the lease', () => {
  it('lets a second editor read what the first has written, as it is', async () => {
    await open()
    expect(await open(wang)).toMatchObject({ mode: 'readOnly', draft: { lease: { by: 'li' } } })
    await save(segment('A'))
    expect((await read())?.draft.text).toBe(segment('A'))
  })

  it('goes to one of two who open at once', async () => {
    const other = world.aProcess()
    const opened = await Promise.all([open(), other.drafts.open('segment', 's', wang)])
    expect(opened.map(({ mode }) => mode).sort()).toEqual(['editing', 'readOnly'])
  })

  it('is over after 60 seconds of real time, whatever the business clock does', async () => {
    await open()
    world.clock.advance(86_400_000)
    world.realClock.advance(editLeaseMs - 1)
    expect(await open(wang)).toMatchObject({ mode: 'readOnly' })
    world.realClock.advance(1)
    expect(await open(wang)).toMatchObject({ mode: 'editing', draft: { lease: { by: 'wang' } } })
    expect(await save(segment('A'))).toEqual({ kind: 'copied', heldBy: 'wang' })
  })

  it.each([
    ['saving', () => save(segment('A'))],
    ['saying that one is there', () => process.drafts.keep('segment', 's', li)],
    ['opening again', () => open()],
  ])('is kept by %s', async (_, keeping) => {
    await open()
    world.realClock.advance(editLeaseMs - 1)
    await keeping()
    world.realClock.advance(editLeaseMs - 1)
    expect(await open(wang)).toMatchObject({ mode: 'readOnly' })
  })

  it('that is over still lets its holder save while nobody else has begun', async () => {
    await open()
    world.realClock.advance(10 * editLeaseMs)
    expect(await save(segment('A'))).toMatchObject({ kind: 'saved' })
    expect(await open(wang)).toMatchObject({ mode: 'readOnly' })
  })

  it('of two pages of one person is one', async () => {
    await open()
    expect(await open({ session: 'tab-3', by: 'li' })).toMatchObject({ mode: 'readOnly' })
  })
})

describe('taking over', () => {
  it('keeps what the first had not saved as a copy, and tells the first who writes now', async () => {
    await open()
    await save(segment('A'))
    expect(await process.drafts.takeOver('segment', 's', wang)).toMatchObject({
      draft: { text: segment('A'), lease: { by: 'wang' } },
    })
    expect(await process.drafts.keep('segment', 's', li)).toEqual({ kind: 'lost', heldBy: 'wang' })
    expect(await save(segment('unsaved'))).toEqual({ kind: 'copied', heldBy: 'wang' })
    expect((await read())?.draft.text).toBe(segment('A'))
    expect(await process.drafts.copies('segment', 's')).toEqual([
      { text: segment('unsaved'), by: 'li', at: world.clock.now() },
    ])
  })

  it('while the first is saving loses no text, whoever comes first', async () => {
    await open()
    // The takeover stands between the first's decision to save and the write.
    const saving = world.aProcess(undefined, (store: DraftStore) => ({
      ...store,
      async save(...args) {
        await process.drafts.takeOver('segment', 's', wang)
        return store.save(...args)
      },
    }))
    const saved = await saving.drafts.save('segment', 's', { editor: li, text: segment('late') })
    expect(saved).toEqual({ kind: 'copied', heldBy: 'wang' })

    for (let round = 0; round < 10; round += 1) {
      const text = segment(`T${round}`)
      await process.drafts.takeOver('segment', 's', li)
      const [first] = await Promise.all([save(text), process.drafts.takeOver('segment', 's', wang)])
      const copies = await process.drafts.copies('segment', 's')
      const kept = first.kind === 'saved' ? (await read())?.draft.text : copies.at(-1)?.text
      expect(kept).toBe(text)
      expect((await read())?.draft.lease.by).toBe('wang')
    }
  })

  it('of what is not there is refused', async () => {
    await expect(process.drafts.takeOver('segment', 's', wang)).rejects.toMatchObject({
      code: 'draft.not_found',
    })
  })

  it('keeps the ten newest copies', async () => {
    await open()
    await process.drafts.takeOver('segment', 's', wang)
    for (let n = 1; n <= 12; n += 1) await save(`text ${n}`)
    const texts = (await process.drafts.copies('segment', 's')).map(({ text }) => text)
    expect(texts).toEqual(Array.from({ length: 10 }, (_, n) => `text ${n + 3}`))
  })

  it('and discarding leaves the copies, and what comes later becomes one too', async () => {
    await open()
    await process.drafts.takeOver('segment', 's', wang)
    await save(segment('one'))
    await process.drafts.discard('segment', 's', wang)
    expect(await save(segment('two'))).toEqual({ kind: 'copied', heldBy: null })
    const texts = (await process.drafts.copies('segment', 's')).map(({ text }) => text)
    expect(texts).toEqual([segment('one'), segment('two')])
  })
})
