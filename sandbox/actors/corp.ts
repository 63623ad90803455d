import type { CorpSize, Person } from '../contract.ts'
import { newId, rootDepartment, type TagGroup } from '../wecom/state.ts'
import type { WecomWorld } from '../wecom/world.ts'

const hourMs = 3_600_000
const regions = ['华东', '华南'] as const
const tagsPerGroup = 5
/** QR code, card, WeChat contact, acquisition link, shared by a colleague. */
const addWays = [1, 3, 6, 16, 201] as const

/** A corp that was there before anybody looked, made of its sizes alone: nobody is told of any of it. */
export function createPopulation(world: WecomWorld) {
  const { state, people, clock } = world

  return {
    async populate(size: CorpSize): Promise<void> {
      const storeIds = openStores(size.stores)
      hire(size.staff, storeIds)
      const groups = Array.from({ length: size.tagGroups ?? 0 }, (_, n) => addTagGroup(n + 1))
      state.tagGroups.push(...groups)
      for (let n = 1; n <= size.friends; n += 1) befriend(n, size, groups)
    },
  }

  function openStores(count: number): number[] {
    const top = regions.map((name, n) => ({ id: n + 2, name, parent: rootDepartment }))
    const stores = Array.from({ length: count }, (_, n) => ({
      id: n + 2 + regions.length,
      name: `门店${n + 1}`,
      parent: (top[n % top.length] ?? { id: rootDepartment }).id,
    }))
    state.departments.push(...top, ...stores)
    return stores.map(({ id }) => id)
  }

  /** The first of each store leads it. */
  function hire(count: number, storeIds: number[]): void {
    for (let n = 1; n <= count; n += 1) {
      const store = storeIds[(n - 1) % storeIds.length] ?? rootDepartment
      people.addStaff({
        userid: `staff${n}`,
        name: `导购${n}`,
        reachable: true,
        departments: [store],
        ...(n <= storeIds.length && { leads: [store] }),
      })
    }
  }

  function addTagGroup(n: number): TagGroup {
    const createdAt = clock.now()
    const tags = Array.from({ length: tagsPerGroup }, (_, tag) => ({
      id: newId('et'),
      name: `组${n}标签${tag + 1}`,
      createdAt,
      order: 0,
    }))
    return { id: newId('et'), name: `标签组${n}`, createdAt, order: 0, tags }
  }

  function befriend(n: number, size: CorpSize, groups: TagGroup[]): void {
    const isNth = (every: number | undefined) => every !== undefined && n % every === 0
    const person = someone(n, isNth(size.companyEvery))
    people.addPerson(person)
    const members = [1 + (n % size.staff), ...(isNth(size.sharedEvery) ? [1 + ((n + 1) % size.staff)] : [])]
    for (const [index, member] of new Set(members).entries()) {
      state.friendships.put({
        staff: `staff${member}`,
        externalUserid: person.externalUserid,
        // Spread over the years, the newest a week ago; to the second, as WeCom tells it.
        createdAt: new Date(Math.floor(clock.now().getTime() / 1_000) * 1_000 - (168 + n + index) * hourMs),
        addWay: addWays[n % addWays.length] ?? 1,
        ...(n % 3 === 0 && { state: `poster-${n % 7}` }),
        remark: `${person.nickname}（老客）`,
        ...(isNth(size.mobileEvery) && { mobiles: [person.phone.replace('+86', '')] }),
        tags: new Set(groups.flatMap(({ tags }) => tags[n % tags.length]?.id ?? [])),
        chatted: true,
        removedByCustomer: false,
      })
    }
  }
}

function someone(n: number, isOfCompany: boolean): Person {
  const id = String(n).padStart(8, '0')
  return {
    name: `友${n}`,
    nickname: `老友${n}`,
    unionid: `union_old_${id}`,
    openid: `openid_old_${id}`,
    externalUserid: `wmOld${id}`,
    phone: `+86139${id}`,
    email: `old${id}@mail.example`,
    ...(isOfCompany && { company: `供应商${n % 50}` }),
  }
}
