import { expect, it } from 'vitest'
import type { Callback } from '../../sandbox/contract.ts'
import { seededNumbers } from '../kill/plan.ts'
import type { Breaking } from '../testing/breakable.ts'
import { proofSize } from '../testing/proof-size.ts'
import { type TagWorld, tagWorld } from './world.ts'

const second = 1_000
const names = ['喜欢猫', '喜欢狗', '孕期', '大客户', '怕打扰']
const people = Array.from({ length: 12 }, (_, n) => `客${n}`)
const members = ['Li.Lei', 'LiuYang', 'ZhouMin']
const externalOf = (person: string) => `wm-person-${people.indexOf(person)}`

/** The same draws for the same seed. */
function drawing(seed: number) {
  const next = seededNumbers(seed)
  return { next, one: <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)]! }
}

/** The last thing a person did with a tag, written down apart from Kelu. */
interface Done {
  to: 'on' | 'off'
  by: 'wecom' | 'kelu'
  staff?: string
}

/** What people did, and where both sides changed a tag before either had heard of the other: there no order can be told. */
function chronicle() {
  const last = new Map<string, Done>()
  const unheard = { wecom: new Set<string>(), kelu: new Set<string>() }
  const contested = new Set<string>()
  const keyOf = (person: string, tag: string) => `${person} ${tag}`
  return {
    last,
    contested,
    note(person: string, tag: string, done: Done) {
      const key = keyOf(person, tag)
      // All that was said before has been settled.
      if (!unheard.wecom.has(key) && !unheard.kelu.has(key)) contested.delete(key)
      if (unheard[done.by === 'kelu' ? 'wecom' : 'kelu'].has(key)) contested.add(key)
      unheard[done.by].add(key)
      last.set(key, done)
    },
    heard(side: 'wecom' | 'kelu', person: string) {
      for (const key of unheard[side]) if (key.startsWith(`${person} `)) unheard[side].delete(key)
    },
  }
}

async function live(world: TagWorld, seed: number, changes: number) {
  const { next, one } = drawing(seed)
  const told = chronicle()
  const waiting: Callback[] = []
  let deaths = 0
  let cause = 0
  for (const staff of members.slice(1))
    await world.sandbox.addStaff({ userid: staff, name: staff, reachable: true })
  for (const [n, person] of people.entries()) {
    await world.sandbox.addPerson({
      ...{
        name: person,
        nickname: person,
        unionid: `u${n}`,
        openid: `o${n}`,
        externalUserid: externalOf(person),
      },
      ...{ phone: `+86138000001${String(n).padStart(2, '0')}`, email: `p${n}@mail.example` },
    })
    for (const staff of n % 2 ? members.slice(0, 2) : members)
      await world.sandbox.scanAndAdd({ person, staff })
  }
  await world.settle()
  const membersOf = (person: string) => (people.indexOf(person) % 2 ? members.slice(0, 2) : members)

  /** Works on a process that dies at one of its calls, now and then; whatever it was at is done again by the next. */
  async function work(what: (process: ReturnType<TagWorld['begin']>) => Promise<void>): Promise<boolean> {
    const breaking: Breaking = {
      nth: 1 + Math.floor(next() * 12),
      when: one(['before', 'after'] as const),
      happened: false,
    }
    const process = next() < 0.15 ? world.begin(breaking) : world.process()
    try {
      await what(process)
    } catch (error) {
      if (!breaking.happened) throw error
    }
    if (!breaking.happened) return true
    deaths += 1
    world.restart()
    return false
  }

  async function inWecom(): Promise<void> {
    const [person, tag] = [one(people), one(names)]
    const staff = one(membersOf(person))
    const has = (await world.sandbox.wecomTags(staff, person)).includes(tag)
    told.note(person, tag, { to: has ? 'off' : 'on', by: 'wecom', staff })
    await world.sandbox.editCustomer({ person, staff, [has ? 'removeTags' : 'addTags']: [tag] })
  }

  async function inKelu(): Promise<void> {
    const [person, name] = [one(people), one(names)]
    const customer = await world.customerOf(externalOf(person))
    const has = customer.tags.some((tag) => tag.name === name)
    told.note(person, name, { to: has ? 'off' : 'on', by: 'kelu' })
    const change = has
      ? { removeTags: [name] }
      : { addTags: [{ name, kind: one(['manual', 'rule'] as const) }] }
    const id = `change:${++cause}`
    // Whoever pressed presses again when the page did not answer.
    const apply = () => work(async ({ customers }) => void (await customers.change(customer._id, change, id)))
    while (!(await apply())) await world.process().customers.sweep()
    await world.process().customers.sweep()
  }

  async function hearOne(): Promise<void> {
    const [callback] = waiting.splice(Math.floor(next() * waiting.length), 1)
    if (!callback || next() < 0.15) return
    if (next() < 0.1) waiting.push(callback)
    if (!(await work((process) => process.hear(callback)))) waiting.push(callback)
    else {
      const person = people.find((each) => externalOf(each) === callback.about.ExternalUserID)
      if (person) told.heard('wecom', person)
    }
  }

  async function carryOut(): Promise<void> {
    await world.advance(2 * 60 * second)
    if (await work(async ({ tagSync }) => void (await tagSync.sweep()))) {
      for (const person of people) {
        const push = await world.stores.tagPushes.find((await world.customerOf(externalOf(person)))._id)
        if (!push?.dueAt) told.heard('kelu', person)
      }
    }
  }

  for (let n = 0; n < changes; n++) {
    await world.advance((1 + Math.floor(next() * 20)) * second)
    await (next() < 0.6 ? inWecom() : inKelu())
    waiting.push(...(await world.told()))
    for (let heard = 0; heard < 3; heard++) if (waiting.length > 0 && next() < 0.5) await hearOne()
    if (next() < 0.3) await carryOut()
  }
  await world.told()
  world.restart()
  return { ...told, deaths, membersOf }
}

async function comeToRest(world: TagWorld): Promise<void> {
  await world.advance(3_600 * second)
  await world.process().customers.sweep()
  await world.process().reconcile()
  for (let n = 0; n < 3; n++) {
    await world.advance(120 * second)
    await world.process().tagSync.sweep()
  }
}

it('after random changes on both sides, lost, late and doubled callbacks and deaths, one reconciliation makes both agree', {
  timeout: 600_000,
}, async () => {
  const seed = Number(process.env.TAGS_SEED ?? 20_260_302)
  const world = await tagWorld()
  try {
    const { last, contested, deaths, membersOf } = await live(
      world,
      seed,
      proofSize({ short: 400, long: 2_000 }),
    )
    await comeToRest(world)
    const faults: string[] = []
    for (const person of people) {
      const here = await world.tagsOf(externalOf(person))
      const pairs = new Map<string, readonly string[]>()
      for (const staff of membersOf(person)) pairs.set(staff, await world.sandbox.wecomTags(staff, person))
      for (const tag of names) {
        const there = [...pairs].filter(([, tags]) => tags.includes(tag)).map(([staff]) => staff)
        // Whoever has it there, the customer has it; whom nobody has it of there, has it not.
        if (here.includes(tag) !== there.length > 0)
          faults.push(`${person} ${tag}: here ${here.includes(tag)}, there ${there}`)
        const done = last.get(`${person} ${tag}`)
        if (!done || contested.has(`${person} ${tag}`)) continue
        const stands = done.staff === undefined ? here.includes(tag) : there.includes(done.staff)
        if (stands !== (done.to === 'on')) faults.push(`${person} ${tag}: undone ${JSON.stringify(done)}`)
      }
    }
    expect(faults).toEqual([])
    expect(deaths).toBeGreaterThan(20)
    // Most of what was done has an order that can be told.
    expect(contested.size).toBeLessThan(last.size * 0.75)
    const marked = await world.calls('wecom:/cgi-bin/externalcontact/mark_tag')
    await comeToRest(world)
    expect(await world.calls('wecom:/cgi-bin/externalcontact/mark_tag')).toBe(marked)
  } finally {
    await world.close()
  }
})
