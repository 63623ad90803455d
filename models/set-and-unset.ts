/** What a step changes, as an update: `null` removes a field, `undefined` says nothing of it. */
export function setAndUnset(changes: object): {
  $set?: Record<string, unknown>
  $unset?: Record<string, ''>
} {
  const set: Record<string, unknown> = {}
  const unset: Record<string, ''> = {}
  for (const [field, value] of Object.entries(changes)) {
    if (value === null) unset[field] = ''
    else if (value !== undefined) set[field] = value
  }
  return {
    ...(Object.keys(set).length > 0 && { $set: set }),
    ...(Object.keys(unset).length > 0 && { $unset: unset }),
  }
}

/** The document as those changes leave it. */
export function afterChanges<T extends object>(document: T, changes: object): T {
  const changed: Record<string, unknown> = Object.assign<Record<string, unknown>, T>({}, document)
  for (const [field, value] of Object.entries(changes)) {
    if (value === null) delete changed[field]
    else if (value !== undefined) changed[field] = value
  }
  return changed as T
}
