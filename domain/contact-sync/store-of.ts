import type { RetailStore } from '../../models/retail-stores.ts'
import type { Staff } from '../../models/staff.ts'

/** In which 门店 somebody works, by its code: that of their departments; undefined where that is none, or several. */
export function createStoreOf(
  staff: readonly Pick<Staff, '_id' | 'department' | 'departments'>[],
  stores: readonly Pick<RetailStore, '_id' | 'department'>[],
): (userid: string) => string | undefined {
  const byDepartment = new Map<string, string[]>()
  for (const { _id, department } of stores) {
    byDepartment.set(department, [...(byDepartment.get(department) ?? []), _id])
  }
  const codes = new Map(
    staff.map(({ _id, department, departments = [] }) => {
      const all = [...new Set([department, ...departments])].flatMap((name) => byDepartment.get(name) ?? [])
      return [_id, all.length === 1 ? all[0] : undefined] as const
    }),
  )
  return (userid) => codes.get(userid.toLowerCase())
}
