import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aDefinitionsWorld } from './testing/world.ts'

let world: Awaited<ReturnType<typeof aDefinitionsWorld>>
beforeEach(async () => {
  world = await aDefinitionsWorld()
})
afterEach(() => world.drop())

const hello = (text: string) => `message: hello
name: 问候
purpose: requested
prefer: [sms]
sms: { text: ${text}, templates: { aliyun: SMS_200001 } }
`
const journey = `journey: j
name: 流程
entry: { api: true }
steps: { say: { send: { message: hello }, next: end } }
`
const segment = (id: string, rule = '{ tag: VIP }') =>
  `segment: ${id}\nname: 人群\nkind: live\nrule: ${rule}\n`

async function anOldOne(publish: (text: string) => Promise<unknown>) {
  await publish(hello('您好'))
  const newest = await world.store.newestVersion('message:hello')
  if (newest === null) throw new Error('it was not published')
  return newest
}

describe('publishing', () => {
  it('is one number for all that changes, and each definition has versions of its own', async () => {
    const { publish, published } = world.aProcess()
    expect(await publish(`${hello('您好')}---\n${journey}`)).toEqual({
      number: 1,
      changes: [
        { key: 'message:hello', to: 1 },
        { key: 'journey:j', to: 1 },
      ],
    })
    expect(await publish(hello('你好'))).toMatchObject({
      number: 2,
      changes: [{ key: 'message:hello', from: 1, to: 2 }],
    })
    expect(published.snapshot().versionOf('message', 'hello')).toBe('hello@2')
    expect(published.snapshot().versionOf('journey', 'j')).toBe('j@1')
    expect(published.registry.message('hello').content.sms).toMatchObject({ text: '你好' })
    expect(await world.store.versions(['message:hello@1'])).toMatchObject([{ text: hello('您好') }])
  })

  it('takes no word advertising may not use, whatever way it comes', async () => {
    const { publish, published } = world.aProcess()
    await expect(publish(hello('全网最低价'))).rejects.toMatchObject({
      code: 'definitions.refused',
      data: { faults: [{ key: 'message:hello', path: 'sms.text', todo: '换成「活动优惠价」' }] },
    })
    // Published before there was that rule, it stays, and hinders nothing else.
    const old = {
      _id: 'message:old@1',
      key: 'message:old',
      number: 1,
      hash: 'h',
      origin: 'file',
      by: 'file',
    } as const
    const definition = JSON.stringify({ ...JSON.parse((await anOldOne(publish)).definition), id: 'old' })
    await world.store.insertVersion({
      ...old,
      definition: definition.replace('您好', '最低价'),
      madeAt: new Date(),
    })
    const last = await world.store.publication((await published.refresh()).number)
    if (last === null) throw new Error('nothing is published')
    const head = { key: 'message:old', number: 1, state: 'live', since: new Date() } as const
    await world.store.publish({ ...last, _id: last._id + 1, changes: [], heads: [...last.heads, head] })
    expect((await publish(segment('s'))).changes).toHaveLength(1)
    expect((await published.refresh()).versionOf('message', 'old')).toBe('old@1')
  })

  it('of what is in use already changes nothing', async () => {
    const { publish } = world.aProcess()
    await publish(segment('s'))
    expect(await publish(segment('s'))).toEqual({ number: 1, changes: [] })
  })

  it('is refused as a whole when something leans on what is not there, and says who does', async () => {
    const { publish, published } = world.aProcess()
    await expect(publish(`${segment('s')}---\n${journey}`)).rejects.toMatchObject({
      code: 'definitions.refused',
      data: { faults: [{ key: 'journey:j', path: 'steps.say.send.message' }] },
    })
    expect((await published.refresh()).number).toBe(0)
  })

  it('looks at all of them together: what others have published is there to lean on', async () => {
    await world.aProcess().publish(hello('您好'))
    expect((await world.aProcess().publish(journey)).number).toBe(2)
  })

  it('takes no name twice: one contact code serves a state', async () => {
    const { publish } = world.aProcess()
    const welcome = `message: w\nname: 欢迎\npurpose: requested\nprefer: [welcome]\nwelcome: { text: 您好 }\n`
    const code = (id: string) => `channel: ${id}\nname: 码\nstate: s1\nwelcome: w\n`
    await publish(`${welcome}---\n${code('a')}`)
    await expect(publish(code('b'))).rejects.toMatchObject({
      data: { faults: [{ key: 'channel:b', path: 'state', todo: '改名，或先停用其中一个' }] },
    })
  })

  it('takes only one set of settings: another needs the first to be retired', async () => {
    const { publish } = world.aProcess()
    const settings = (id: string) => `settings: ${id}\nname: 设置\n`
    await publish(settings('company'))
    await expect(publish(settings('another'))).rejects.toMatchObject({
      data: { faults: [{ key: 'settings:another', path: 'settings', todo: '合成一份，去掉另一份' }] },
    })
    await publish(settings('another'), { retire: ['settings:company'] })
    expect((await publish(`${settings('another')}caps: { perDay: 1 }\n`)).number).toBe(3)
  })
})

describe('retiring', () => {
  it('takes a definition out of use and keeps its versions; publishing it again brings it back', async () => {
    const { publish, published } = world.aProcess()
    await publish(segment('s'))
    expect(await publish('', { retire: ['segment:s'] })).toMatchObject({
      changes: [{ key: 'segment:s', from: 1 }],
    })
    expect(published.registry.has('segment', 's')).toBe(false)
    expect(published.snapshot().versionOf('segment', 's')).toBeNull()
    await publish(segment('s', '{ tag: VVIP }'))
    expect(published.snapshot().versionOf('segment', 's')).toBe('s@2')
  })

  it('is refused while a definition in use leans on it, and names that one', async () => {
    const { publish } = world.aProcess()
    await publish(`${hello('您好')}---\n${journey}`)
    await expect(publish('', { retire: ['message:hello'] })).rejects.toMatchObject({
      code: 'definitions.refused',
      data: { faults: [{ key: 'journey:j' }] },
    })
    expect((await publish('', { retire: ['message:hello', 'journey:j'] })).changes).toHaveLength(2)
  })

  it('is refused while people on their way need it', async () => {
    const { publish } = world.aProcess()
    await publish(hello('您好'))
    const fault = { key: 'message:hello', path: '', expected: '没有人还要用到', todo: '等他们走完' }
    world.users.push(fault)
    await expect(publish('', { retire: ['message:hello'] })).rejects.toMatchObject({
      data: { faults: [fault] },
    })
  })
})

describe('two publishers', () => {
  it('race for the number, and whoever comes second publishes on top of the first', async () => {
    const [a, b] = [world.aProcess(), world.aProcess()]
    await Promise.all([
      ...['s1', 's2', 's3'].map((id) => a.publish(segment(id))),
      ...['s4', 's5'].map((id) => b.publish(segment(id))),
    ])
    const { number, heads } = await b.published.refresh()
    expect(number).toBe(5)
    expect(heads.map(({ key }) => key)).toEqual(['s1', 's2', 's3', 's4', 's5'].map((id) => `segment:${id}`))
  })

  it('of which one saw an older state: that one is told what moved, and by whom', async () => {
    const [a, b] = [world.aProcess(), world.aProcess()]
    await a.publish(segment('s'))
    await b.publish(segment('s', '{ tag: A }'), { on: 1 })
    await expect(a.publish(segment('s', '{ tag: B }'), { on: 1 })).rejects.toMatchObject({
      code: 'definitions.moved',
      data: { on: 1, keys: ['segment:s'], by: 'ops' },
    })
    expect((await a.published.refresh()).registry.segment('s').rule).toMatchObject({ tag: 'A' })
  })

  it('of one text make one version', async () => {
    const processes = [world.aProcess(), world.aProcess(), world.aProcess()]
    await Promise.all(processes.map(({ publish }) => publish(segment('s'))))
    expect(await world.store.numbersOf(['segment:s'])).toEqual([{ key: 'segment:s', number: 1 }])
    expect((await processes[0]?.published.refresh())?.number).toBe(1)
  })
})

describe('a publisher that dies', () => {
  it.each(['insertVersion', 'publish'] as const)('before %s is done has changed nothing', async (call) => {
    const dying = world.aProcess((store) => ({
      ...store,
      [call]: async () => {
        throw new Error('killed')
      },
    }))
    await expect(dying.publish(`${hello('您好')}---\n${journey}`)).rejects.toThrow('killed')
    const next = world.aProcess()
    expect((await next.published.refresh()).heads).toEqual([])
    expect((await next.publish(`${hello('您好')}---\n${journey}`)).changes).toEqual([
      { key: 'message:hello', to: 1 },
      { key: 'journey:j', to: 1 },
    ])
  })
})

describe('all marketing', () => {
  it('is held from a publication on and carried along until one releases it', async () => {
    const { marketing, publish, published } = world.aProcess()
    await publish(hello('您好'))
    const at = world.clock.now()
    expect(await marketing('hold')).toEqual({ number: 2, changes: [] })
    expect(published.snapshot().marketingHeldSince).toEqual(at)
    world.clock.advance(60_000)
    await publish(hello('你好'))
    expect(published.snapshot()).toMatchObject({ number: 3, marketingHeldSince: at })
    expect(await marketing('release')).toEqual({ number: 4, changes: [] })
    expect(published.snapshot().marketingHeldSince).toBeNull()
    await publish(segment('s'))
    expect(published.snapshot()).toMatchObject({ number: 5, marketingHeldSince: null })
  })

  it('that is held already, or goes already, is no new publication', async () => {
    const { marketing, published } = world.aProcess()
    expect(await marketing('release')).toEqual({ number: 0, changes: [] })
    await marketing('hold')
    const at = published.snapshot().marketingHeldSince
    world.clock.advance(60_000)
    expect(await marketing('hold')).toEqual({ number: 1, changes: [] })
    expect(published.snapshot().marketingHeldSince).toEqual(at)
  })

  it('is held for every process that looks, and by one publisher of two', async () => {
    const [one, other] = [world.aProcess(), world.aProcess()]
    await Promise.all([one.marketing('hold'), other.marketing('hold'), other.publish(hello('您好'))])
    await one.published.refresh()
    await other.published.refresh()
    expect(one.published.snapshot()).toMatchObject({ number: 2, marketingHeldSince: world.clock.now() })
    expect(other.published.snapshot()).toMatchObject({ number: 2, marketingHeldSince: world.clock.now() })
  })
})
