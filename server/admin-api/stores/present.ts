import type { RetailStore } from '../../../models/retail-stores.ts'

export function presentStore({ _id, name, department, region, lead }: RetailStore) {
  return { code: _id, name, department, region: region ?? null, lead: lead ?? null }
}
