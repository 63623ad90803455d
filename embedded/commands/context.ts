import type { Scans } from '../query/scan.ts'
import type { Catalog } from '../store/catalog.ts'
import type { Environment } from '../store/environment.ts'
import type { Records } from '../store/records.ts'
import type { Reply } from '../wire/message.ts'
import type { Cursors } from './cursors.ts'
import type { Envelope, Fields } from './request.ts'

/** What the commands work with. */
export interface Store {
  env: Environment
  catalog: Catalog
  records: Records
  scans: Scans
  cursors: Cursors
}

export interface CommandCall extends Envelope {
  /** The command's own fields. Ask for all that are supported, then call `done()` before doing anything. */
  fields: Fields
  name: string
}

export type Command = (call: CommandCall, store: Store) => Promise<Reply> | Reply
