import type { Department, DepartmentStore } from '../../models/departments.ts'
import type { MemberStore } from '../../models/members.ts'
import type { RetailStoreStore } from '../../models/retail-stores.ts'
import type { Staff, StaffStore } from '../../models/staff.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { pathsOf } from './department-paths.ts'
import type { CorpDepartment, CorpMember, CorpReader, Told } from './ports.ts'

export interface StaffChanges {
  staff: number
  staffNew: number
  staffChanged: number
  staffLeft: number
  departments: number
}

export type StaffSync = ReturnType<typeof createStaffSync>

/**
 * Takes over who works for the corp and where. What the company's own list says of somebody stays; WeCom adds those it lacks, the
 * departments, and who has left. Doing it again changes nothing.
 */
export function createStaffSync(deps: {
  corp: string
  reader: Pick<CorpReader, 'departments' | 'members' | 'member'>
  stores: {
    departments: DepartmentStore
    staff: Pick<StaffStore, 'all' | 'find' | 'add' | 'change' | 'renameDepartment'>
    retailStores: Pick<RetailStoreStore, 'all' | 'renameDepartment' | 'setLead'>
    members: Pick<MemberStore, 'renameDepartment'>
  }
  clock: Clock
  log: Log
}) {
  const { corp, reader, stores, clock, log } = deps

  /** Renamed or moved ones keep their 门店, people and members. */
  async function takeDepartments(told: readonly CorpDepartment[]): Promise<Map<number, string>> {
    const paths = pathsOf(told)
    const known = new Map((await stores.departments.ofCorp(corp)).map((one) => [one._id, one]))
    for (const { id, leads } of told) {
      const next: Department = {
        _id: `${corp}:${id}`,
        corp,
        path: paths.get(id) ?? '',
        leads: leads.map((userid) => userid.toLowerCase()),
        seenAt: clock.now(),
      }
      const before = known.get(next._id)
      known.delete(next._id)
      if (before && before.path !== next.path) await renameEverywhere(before.path, next.path)
      if (!before || before.path !== next.path || before.leads.join() !== next.leads.join()) {
        await stores.departments.save(next)
      }
      await leadStores(next)
    }
    if (known.size > 0) await stores.departments.remove([...known.keys()])
    return paths
  }

  async function renameEverywhere(from: string, to: string): Promise<void> {
    log.info({ from, to }, 'a department has another name or place')
    await stores.staff.renameDepartment(from, to)
    await stores.retailStores.renameDepartment(from, to)
    await stores.members.renameDepartment(from, to)
  }

  /** A 门店 nobody was put in charge of is led by whoever leads its department. */
  async function leadStores({ path, leads: [lead] }: Department): Promise<void> {
    if (lead === undefined) return
    const led = (await stores.retailStores.all()).filter((one) => one.department === path && !one.lead)
    for (const { _id } of led) await stores.retailStores.setLead(_id, lead)
  }

  async function takeMember(
    member: CorpMember,
    paths: ReadonlyMap<number, string>,
    before: Staff | undefined | null,
  ): Promise<'new' | 'changed' | 'same'> {
    const departments = member.departments.flatMap((id) => paths.get(id) ?? [])
    const name = member.name || member.userid
    if (!before) {
      await stores.staff.add({
        _id: member.userid.toLowerCase(),
        name,
        department: departments[0] ?? '',
        departments,
        onDuty: true,
        inFallbackPool: false,
        status: 'active',
        source: 'wecom',
      })
      return 'new'
    }
    const own = before.source === 'wecom' ? { name, department: departments[0] ?? before.department } : {}
    const next = { ...own, departments, status: 'active' as const }
    const isSame =
      before.status === 'active' &&
      (before.departments ?? []).join() === departments.join() &&
      Object.entries(own).every(([field, value]) => before[field as 'name'] === value)
    if (isSame) return 'same'
    await stores.staff.change(before._id, next)
    return 'changed'
  }

  async function leave(userid: string): Promise<void> {
    log.info({ userid }, 'a member has left; their customers wait to be handed over')
    await stores.staff.change(userid, { status: 'left' })
  }

  /** Of everybody known as a member whom no department has: gone, or out of what the app may see. */
  async function takeAbsent(absent: readonly Staff[]): Promise<Told<number>> {
    let left = 0
    for (const { _id } of absent) {
      const told = await reader.member(_id)
      if (told.kind === 'later' || told.kind === 'stopped') return told
      if (told.kind !== 'told' || told.value !== null) continue
      await leave(_id)
      left += 1
    }
    return { kind: 'told', value: left }
  }

  /** Everybody and every department. */
  async function takeAll(): Promise<Told<StaffChanges>> {
    const departments = await reader.departments()
    if (departments.kind !== 'told') return departments
    const paths = await takeDepartments(departments.value)
    const known = new Map((await stores.staff.all()).map((staff) => [staff._id, staff]))
    const changes = { staff: 0, staffNew: 0, staffChanged: 0, staffLeft: 0, departments: paths.size }
    const seen = new Set<string>()
    for (const { id } of departments.value) {
      const members = await reader.members(id)
      // One department that is not told does not keep the others from being.
      if (members.kind === 'refused') continue
      if (members.kind !== 'told') return members
      for (const member of members.value) {
        const key = member.userid.toLowerCase()
        // Whoever is in several is told of in each of them.
        if (seen.has(key)) continue
        seen.add(key)
        const outcome = await takeMember(member, paths, known.get(key))
        if (outcome === 'new') changes.staffNew += 1
        else if (outcome === 'changed') changes.staffChanged += 1
      }
    }
    const absent = [...known.values()].filter(({ _id, status }) => status === 'active' && !seen.has(_id))
    const left = await takeAbsent(absent)
    if (left.kind !== 'told') return left
    return { kind: 'told', value: { ...changes, staff: seen.size, staffLeft: left.value } }
  }

  /** One member as WeCom has them now: new, changed, or gone. */
  async function takeOne(userid: string): Promise<Told<'new' | 'changed' | 'same' | 'left'>> {
    const [told, departments] = [await reader.member(userid), await reader.departments()]
    if (told.kind !== 'told') return told
    if (departments.kind !== 'told') return departments
    const before = await stores.staff.find(userid)
    if (told.value !== null) {
      return { kind: 'told', value: await takeMember(told.value, pathsOf(departments.value), before) }
    }
    if (before) await leave(userid)
    return { kind: 'told', value: 'left' }
  }

  return {
    takeAll,
    takeOne,
    /** Departments alone. */
    async takeDepartments(): Promise<Told<number>> {
      const told = await reader.departments()
      return told.kind === 'told' ? { kind: 'told', value: (await takeDepartments(told.value)).size } : told
    },
  }
}
