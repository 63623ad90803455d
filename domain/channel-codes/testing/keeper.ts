// biome-ignore lint/style/noRestrictedImports: a test kit, imported by tests alone
import { startPlatforms } from '../../../channels/testing/platforms.ts'
// biome-ignore lint/style/noRestrictedImports: a test kit, imported by tests alone
import { createContactWays } from '../../../channels/wecom/contact-ways.ts'
import { createCodeArrivalStore } from '../../../models/code-arrivals.ts'
import { createContactWayStore } from '../../../models/contact-ways.ts'
import { createStaffStore } from '../../../models/staff.ts'
import type { TestDatabase } from '../../../test/testing/database.ts'
import { testSealing } from '../../customers/testing/world.ts'
import { type ChannelCodeDefinition, channelCodeSchema } from '../../language/channel-code.ts'
import { defaultRules } from '../../language/settings.ts'
import { silentLog } from '../../log.ts'
import { createStaffDirectory } from '../../sales/staff-directory.ts'
import { staffFileSchema } from '../../sales/staff-entry.ts'
import { createCodeKeeper } from '../keep-codes.ts'
import type { ContactWayPlatform } from '../ports.ts'
import type { RetiredCode } from '../retired-codes.ts'

/** A code of 西湖店 as its file has it, with what a test says otherwise. */
export function aCode(more: Record<string, unknown> = {}): ChannelCodeDefinition {
  return channelCodeSchema.parse({
    channel: 'parcel',
    name: '包裹卡',
    state: 'parcel',
    welcome: 'hello',
    staff: { departments: ['西湖店'], backup: ['chenjing'] },
    ...more,
  })
}

/**
 * Codes kept in the simulated WeCom from Monday 10:00 on: 李雷 works mornings, 韩梅梅 afternoons, 陈静 stands behind them.
 * `keeper()` is one process; each has its own name.
 */
export async function keeperWorld(db: TestDatabase) {
  const platforms = await startPlatforms()
  const { sandbox, clock } = platforms
  await sandbox.setStaffReachable('HanMeimei', true)
  await sandbox.addStaff({ userid: 'ChenJing', name: '陈静', reachable: true })
  const staff = createStaffStore(db.connection)
  const directory = createStaffDirectory({
    store: staff,
    sealing: testSealing,
    companyHours: () => ({
      ...defaultRules.workingHours,
      days: [1, 2, 3, 4, 5, 6, 7],
      officialOn: () => null,
    }),
  })
  const shift = (from: string, to: string) => ({ hours: { from, to } })
  await directory.save(
    staffFileSchema.parse([
      { userid: 'Li.Lei', name: '李雷', department: '西湖店', ...shift('09:00', '14:00') },
      { userid: 'HanMeimei', name: '韩梅梅', department: '西湖店', ...shift('13:00', '20:00') },
      { userid: 'ChenJing', name: '陈静', department: '管理', ...shift('09:00', '10:00') },
    ]),
  )
  const ways = createContactWayStore(db.connection)
  const arrivals = createCodeArrivalStore(db.connection)
  const now = { codes: [aCode()] as ChannelCodeDefinition[], retired: [] as RetiredCode[] }
  const corp = platforms.wecomSettings.corpId
  /** Leases are real time: moved by hand where a test wants them over. */
  let real = Date.now()
  const platformOf = (api = platforms.wecom) => createContactWays({ api, now: () => clock.now() })

  return {
    ...platforms,
    directory,
    staff,
    ways,
    arrivals,
    now,
    corp,
    platformOf,
    keeper: (holder = 'one', platform: ContactWayPlatform = platformOf()) =>
      createCodeKeeper({
        corp,
        platform,
        ways,
        arrivals,
        directory,
        codes: () => now.codes,
        retired: async () => now.retired,
        holder,
        clock,
        realClock: { now: () => new Date(real) },
        log: silentLog,
      }),
    leasesEnd: () => {
      real += 3_600_000
    },
    /** Somebody came to this member by the code. */
    async arrive(external: string, staff: string, day: string) {
      const code = `${corp}:parcel`
      const ids = { code, external, customerId: external, staff }
      await arrivals.insert({ _id: `${code}:${external}`, ...ids, at: clock.now(), day })
    },
    /** Whom the one code of the sandbox leads to. */
    async leadsTo(): Promise<string[] | undefined> {
      return (await sandbox.contactWays())[0]?.users.toSorted()
    },
  }
}
