import { z } from 'zod'
import type { StaffStore } from '../../models/staff.ts'
import { normalisePhone } from '../customers/phone-number.ts'
import type { Sealing } from '../customers/sealing.ts'
import { cleanLine } from '../text/clean-line.ts'

/** A directory entry as the company writes it (`staff.yaml`). */
export const staffEntrySchema = z.strictObject({
  userid: z.string().regex(/^[A-Za-z0-9_\-@.]{1,64}$/),
  name: z.string().transform(cleanLine).pipe(z.string().min(1)),
  department: z.string().min(1),
  region: z.string().optional(),
  /** As people write it, with or without quotes; E.164 afterwards. */
  phone: z
    .union([z.string(), z.number()])
    .transform((written, context) => {
      try {
        return normalisePhone(String(written))
      } catch {
        context.addIssue({ code: 'custom', message: 'a mainland mobile number, or a foreign one with +' })
        return z.NEVER
      }
    })
    .optional(),
  manager: z.string().optional(),
  onDuty: z.boolean().default(true),
  inFallbackPool: z.boolean().default(false),
})
export type StaffEntry = z.input<typeof staffEntrySchema>

export type StaffDirectory = ReturnType<typeof createStaffDirectory>

/** Kelu's own list of salespeople: WeCom no longer tells an app their phones. */
export function createStaffDirectory(deps: { store: StaffStore; sealing: Sealing }) {
  const { store, sealing } = deps
  return {
    /** Adds or replaces entries; userids are compared ignoring case. */
    async save(entries: StaffEntry[]): Promise<void> {
      for (const raw of entries) {
        const { userid, phone, manager, ...entry } = staffEntrySchema.parse(raw)
        await store.save({
          _id: userid.toLowerCase(),
          ...entry,
          ...(manager && { manager: manager.toLowerCase() }),
          ...(phone && { phone: sealing.seal(phone) }),
        })
      }
    },
    all: () => store.all(),
    async phoneOf(userid: string): Promise<string | null> {
      const phone = (await store.find(userid))?.phone
      return phone ? sealing.open(phone) : null
    },
    async nameOf(userid: string): Promise<string> {
      return (await store.find(userid))?.name ?? userid
    },
    async managerOf(userid: string): Promise<string | null> {
      return (await store.find(userid))?.manager ?? null
    },
  }
}
