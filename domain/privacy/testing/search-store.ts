import type { Connection } from '../../../models/connect.ts'
import type { Sealed } from '../../../models/sealed.ts'
import type { Sealing } from '../../customers/sealing.ts'

/** Where in the whole store one of these values stands, every sealed field opened: `<collection> <_id>`. */
export async function searchStore(
  connection: Connection,
  seal: Pick<Sealing, 'unseal'>,
  values: readonly string[],
): Promise<string[]> {
  const found: string[] = []
  for (const name of Object.keys(connection.models)) {
    for await (const document of connection.collection(name).find()) {
      const text = JSON.stringify(opened(document, seal))
      if (values.some((value) => text.includes(value))) found.push(`${name} ${String(document._id)}`)
    }
  }
  return found.sort()
}

/** The same with what was sealed in clear. */
function opened(value: unknown, seal: Pick<Sealing, 'unseal'>): unknown {
  if (Array.isArray(value)) return value.map((item) => opened(item, seal))
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (isSealed(value)) return seal.unseal(value)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, opened(item, seal)]))
}

function isSealed(value: object): value is Sealed {
  const { kid, ct } = value as Partial<Sealed>
  return typeof kid === 'string' && typeof ct === 'string'
}
