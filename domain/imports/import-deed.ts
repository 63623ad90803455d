import type { Import } from '../../models/imports.ts'
import type { Deed } from '../members/audit-log.ts'

/** What somebody did with a file, as the audit log has it, wherever they did it: nothing of what stands in it. */
export function importDeed(
  what: 'checked' | 'run' | 'cancelled',
  { _id, kind, name, sizeBytes, counts }: Import,
): Deed {
  return { action: `import.${what}`, on: `import:${_id}`, details: { kind, name, sizeBytes, counts } }
}
