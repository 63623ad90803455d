import type { GroupSendPeople } from '../../models/group-send-people.ts'
import type { GroupSends } from '../../models/group-sends.ts'
import type { StaffStore } from '../../models/staff.ts'

/** How one task of a broadcast stands with the salesperson who is asked to confirm it. */
export interface Confirming {
  staff: string
  name: string
  /** Their department, as the staff file has it; null for somebody it does not know. */
  store: string | null
  /** `collecting`: not asked yet. `confirmed`: sent. `over`: neither, and nobody can any more. */
  state: 'collecting' | 'waiting' | 'confirmed' | 'over'
  people: number
  sent: number
  until: Date
  confirmedAt: Date | null
}

/** No broadcast goes on longer than this. */
const mostTasks = 2_000

/** Who has confirmed a broadcast and who has not, by store and salesperson; test accounts count in none. */
export function createConfirming(stores: {
  groupSends: Pick<GroupSends, 'ofJourney'>
  groupSendPeople: Pick<GroupSendPeople, 'tally'>
  staff: Pick<StaffStore, 'all'>
}) {
  return async function confirmingOf(broadcastId: string): Promise<Confirming[]> {
    const tasks = (await stores.groupSends.ofJourney(broadcastId, '', mostTasks)).filter(
      ({ isTest }) => !isTest,
    )
    if (tasks.length === 0) return []
    const tallies = await stores.groupSendPeople.tally(tasks.map(({ _id }) => _id))
    const staff = new Map((await stores.staff.all()).map((member) => [member._id, member]))
    const rows = tasks.map(({ _id, sender, state, confirmedAt, expiresAt, msgid }): Confirming => {
      const own = tallies.filter(({ groupSend }) => groupSend === _id)
      const sum = (holds: (row: (typeof own)[number]) => boolean) =>
        own.filter(holds).reduce((total, { people }) => total + people, 0)
      const member = staff.get(sender.toLowerCase())
      const asked = {
        collecting: 'collecting',
        closing: 'collecting',
        calling: 'waiting',
        awaiting: 'waiting',
      }
      const open = asked[state as keyof typeof asked] as Confirming['state'] | undefined
      return {
        staff: sender,
        name: member?.name ?? sender,
        store: member?.department ?? null,
        state: confirmedAt ? 'confirmed' : (open ?? 'over'),
        people: sum(({ state: each }) => (msgid ? each !== 'left' : true)),
        sent: sum(({ outcome }) => outcome === 'sent'),
        until: expiresAt,
        confirmedAt: confirmedAt ?? null,
      }
    })
    const key = ({ store, name }: Confirming) => `${store ?? '~'} ${name}`
    return rows.sort((one, other) => (key(one) < key(other) ? -1 : 1))
  }
}
