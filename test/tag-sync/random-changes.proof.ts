import { expect, it } from 'vitest'
import type { CustomerChange } from '../../domain/customers/contract.ts'
import type { Callback } from '../../sandbox/contract.ts'
import { seededNumbers } from '../kill/plan.ts'
import type { Breaking } from '../testing/breakable.ts'
import { proofSize } from '../testing/proof-size.ts'
import { type TagWorld, tagWorld } from './world.ts'

const second = 1_000
const dayMs = 86_400_000
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
    /** What the member had changed went with the friendship. */
    parted(person: string, staff: string) {
      for (const tag of names) {
        const key = keyOf(person, tag)
        if (last.get(key)?.staff === staff) last.delete(key)
      }
    },
  }
}

/** A friendship as WeCom has it. `left`: the customer deleted the member, who still sees them. */
interface Pair {
  state: 'lasts' | 'left'
  /** Whether Kelu was told of the deletion: by then, perhaps (a process died over it), or not. */
  told: 'yes' | 'perhaps' | 'no'
  at: number
}

async function live(world: TagWorld, seed: number, changes: number) {
  const { next, one } = drawing(seed)
  const told = chronicle()
  const waiting: Callback[] = []
  const pairs = new Map(people.map((person) => [person, new Map<string, Pair>()]))
  const assigned = new Map<string, string>()
  const transfers: { person: string; from: string; to: string; at: number }[] = []
  const counts = { deaths: 0, tags: 0, begun: 0, ended: 0, owners: 0, transfers: 0 }
  let cause = 0
  const now = () => world.clock.now().getTime()
  const pairsOf = (person: string) => pairs.get(person) ?? new Map<string, Pair>()
  const friendsOf = (person: string) =>
    [...pairsOf(person)].flatMap(([staff, { state }]) => (state === 'lasts' ? [staff] : []))
  const begin = (person: string, staff: string) =>
    pairsOf(person).set(staff, { state: 'lasts', told: 'no', at: now() })
  function parted(person: string, staff: string): void {
    told.parted(person, staff)
    if (assigned.get(person) === staff) assigned.delete(person)
  }

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
    for (const staff of n % 2 ? members.slice(0, 2) : members) {
      await world.sandbox.scanAndAdd({ person, staff })
      begin(person, staff)
    }
  }
  await world.settle()
  await world.process().synchronise()

  /** Works on a process that dies at one of its calls, now and then; whatever it was at is done again by the next. */
  async function work(what: (process: ReturnType<TagWorld['begin']>) => Promise<void>): Promise<boolean> {
    // Every seventh process dies, at each of its calls in turn: how many do is not left to chance.
    turns += 1
    const dies = turns % 7 === 0
    const breaking: Breaking = {
      nth: 1 + (Math.floor(turns / 7) % 12),
      when: one(['before', 'after'] as const),
      happened: false,
    }
    const process = dies ? world.begin(breaking) : world.process()
    try {
      await what(process)
    } catch (error) {
      if (!breaking.happened) throw error
    }
    if (!breaking.happened) return true
    counts.deaths += 1
    world.restart()
    return false
  }
  let turns = 0

  async function tagInWecom(): Promise<void> {
    const person = one(people)
    const friends = friendsOf(person)
    if (friends.length === 0) return
    const [staff, tag] = [one(friends), one(names)]
    const has = (await world.sandbox.wecomTags(staff, person)).includes(tag)
    counts.tags += 1
    told.note(person, tag, { to: has ? 'off' : 'on', by: 'wecom', staff })
    await world.sandbox.editCustomer({ person, staff, [has ? 'removeTags' : 'addTags']: [tag] })
  }

  /** Whoever pressed presses again when the page did not answer. */
  async function press(person: string, change: CustomerChange): Promise<void> {
    const { _id } = await world.customerOf(externalOf(person))
    const id = `change:${++cause}`
    const apply = () => work(async ({ customers }) => void (await customers.change(_id, change, id)))
    while (!(await apply())) await world.process().customers.sweep()
    await world.process().customers.sweep()
  }

  async function tagInKelu(): Promise<void> {
    const [person, name] = [one(people), one(names)]
    const customer = await world.customerOf(externalOf(person))
    const has = customer.tags.some((tag) => tag.name === name)
    counts.tags += 1
    told.note(person, name, { to: has ? 'off' : 'on', by: 'kelu' })
    await press(
      person,
      has ? { removeTags: [name] } : { addTags: [{ name, kind: one(['manual', 'rule'] as const) }] },
    )
  }

  /** A friendship begins, or one ends from either side. */
  async function friendship(): Promise<void> {
    const [person, staff] = [one(people), one(members)]
    const pair = pairsOf(person).get(staff)
    if (pair?.state !== 'lasts') {
      await world.sandbox.scanAndAdd({ person, staff })
      begin(person, staff)
      counts.begun += 1
      return
    }
    counts.ended += 1
    parted(person, staff)
    if (next() < 0.5) {
      await world.sandbox.removeStaff({ person, staff })
      pairsOf(person).set(staff, { state: 'left', told: 'no', at: now() })
    } else {
      await world.sandbox.removeCustomer({ person, staff })
      pairsOf(person).delete(staff)
    }
  }

  /** Somebody is given a customer in Kelu, or by a transfer in WeCom, which takes a day. */
  async function owner(): Promise<void> {
    const person = one(people)
    const friends = friendsOf(person)
    if (friends.length === 0) return
    const staff = one(friends)
    if (next() < 0.7) {
      assigned.set(person, staff)
      counts.owners += 1
      return press(person, { setOwner: staff })
    }
    const to = one(members.filter((each) => each !== staff))
    const externalUserids = [externalOf(person)]
    const asked = await world.transfers.ask({ kind: 'onjob', from: staff, to, externalUserids })
    if (asked.kind !== 'answered' || asked.codes.get(externalOf(person)) !== '0') return
    transfers.push({ person, from: staff, to, at: now() + dayMs })
  }

  async function carryTransfers(): Promise<void> {
    await world.sandbox.runDue()
    for (const transfer of transfers.splice(0)) {
      if (transfer.at > now()) transfers.push(transfer)
      else {
        counts.transfers += 1
        parted(transfer.person, transfer.from)
        pairsOf(transfer.person).delete(transfer.from)
        if (!pairsOf(transfer.person).has(transfer.to)) begin(transfer.person, transfer.to)
      }
    }
  }

  function noteDeletion(callback: Callback, was: 'yes' | 'perhaps'): void {
    if (callback.about.ChangeType !== 'del_follow_user') return
    const person = people.find((each) => externalOf(each) === callback.about.ExternalUserID) ?? ''
    const pair = pairsOf(person).get(callback.about.UserID ?? '')
    if (pair?.state === 'left' && pair.at === Date.parse(callback.at)) pair.told = was
  }

  async function hearOne(): Promise<void> {
    const [callback] = waiting.splice(Math.floor(next() * waiting.length), 1)
    if (!callback || next() < 0.15) return
    if (next() < 0.1) waiting.push(callback)
    noteDeletion(callback, 'perhaps')
    if (!(await work((process) => process.hear(callback)))) waiting.push(callback)
    else {
      noteDeletion(callback, 'yes')
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

  const kinds = [
    ...Array<() => Promise<void>>(5).fill(tagInWecom),
    ...Array<() => Promise<void>>(3).fill(tagInKelu),
    friendship,
    owner,
  ]
  for (let n = 0; n < changes; n++) {
    await world.advance((1 + Math.floor(next() * 20)) * second)
    if (n % 100 === 99) await world.advance(dayMs)
    await carryTransfers()
    await one(kinds)()
    waiting.push(...(await world.told()))
    for (let heard = 0; heard < 3; heard++) if (waiting.length > 0 && next() < 0.5) await hearOne()
    if (next() < 0.3) await carryOut()
  }
  await world.advance(dayMs)
  await carryTransfers()
  await world.told()
  world.restart()
  return { ...told, counts, pairsOf, assigned }
}

async function comeToRest(world: TagWorld): Promise<void> {
  await world.advance(3_600 * second)
  await world.process().customers.sweep()
  await world.process().synchronise()
  for (let n = 0; n < 3; n++) {
    await world.advance(120 * second)
    await world.process().tagSync.sweep()
  }
}

it('after random changes of tags, friendships and owners on both sides, lost, late and doubled callbacks and deaths, one reconciliation makes both agree', {
  timeout: 1_500_000,
}, async () => {
  const seed = Number(process.env.TAGS_SEED ?? 20_260_302)
  const world = await tagWorld()
  try {
    const { last, contested, counts, pairsOf, assigned } = await live(
      world,
      seed,
      proofSize({ short: 400, long: 2_000 }),
    )
    await comeToRest(world)
    const faults: string[] = []
    for (const person of people) {
      const customer = await world.customerOf(externalOf(person))
      const friends = customer.follows.filter(({ removedAt }) => !removedAt).map(({ staff }) => staff)
      const lists = new Map<string, readonly string[]>()
      for (const staff of members) {
        const pair = pairsOf(person).get(staff)
        const isFriend = friends.includes(staff)
        // A customer's deletion that nobody was told of stays unknown: WeCom goes on listing them.
        const mayBe = pair?.state === 'left' && pair.told !== 'yes'
        if (!mayBe && isFriend !== (pair?.state === 'lasts'))
          faults.push(`${person} ${staff}: friend here ${isFriend}, there ${JSON.stringify(pair)}`)
        if (pair && isFriend) lists.set(staff, await world.sandbox.wecomTags(staff, person))
      }
      if (friends.length === 0) continue
      if (!customer.owner || !friends.includes(customer.owner))
        faults.push(`${person}: owned by ${customer.owner}, a friend of ${friends}`)
      const owner = assigned.get(person)
      if (owner !== undefined && customer.owner !== owner)
        faults.push(`${person}: given to ${owner}, owned by ${customer.owner}`)
      const here = await world.tagsOf(externalOf(person))
      for (const tag of names) {
        const there = [...lists].filter(([, tags]) => tags.includes(tag)).map(([staff]) => staff)
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
    // Something was proved: processes died, and most of what was done has an order that can be told.
    process.stdout.write(`tags: ${JSON.stringify({ ...counts, of: last.size, contested: contested.size })}\n`)
    expect(counts.deaths).toBeGreaterThan(0)
    expect([...last.keys()].some((key) => !contested.has(key))).toBe(true)
    const marked = await world.calls('wecom:/cgi-bin/externalcontact/mark_tag')
    await comeToRest(world)
    expect(await world.calls('wecom:/cgi-bin/externalcontact/mark_tag')).toBe(marked)
  } finally {
    await world.close()
  }
})
