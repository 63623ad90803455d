import { expect, it } from 'vitest'
import type { SyncReport } from '../../models/contact-sync.ts'
import type { RetentionDay } from '../../models/retention-days.ts'
import type { TraitReport } from '../../models/trait-check.ts'
import { examine } from './check.ts'
import { type StoreNeeds, storeChecks } from './store-checks.ts'

const now = new Date('2026-03-02T09:00:00+08:00')
const giga = 1024 ** 3
const config: StoreNeeds['config'] = {
  publicUrl: 'https://k.company.cn',
  staffSmsTemplate: null,
  email: null,
  mongodbUri: null,
  dataDir: './data',
}

const aReport = (more: Partial<TraitReport> = {}): TraitReport => ({
  at: now,
  endedAt: now,
  checked: 10,
  differing: 0,
  differences: [],
  ...more,
})

const aSync = (more: Partial<SyncReport> = {}): SyncReport => ({
  at: now,
  endedAt: now,
  isAsked: false,
  isFirst: false,
  counts: { staff: 3, people: 100 },
  skipped: [],
  ...more,
})

const aNight = (at: Date, more: Partial<RetentionDay> = {}): RetentionDay => ({
  _id: '2026-03-02',
  at,
  removed: { events: 12 },
  rev: 1,
  endedAt: at,
  ...more,
})
const threeDaysAgo = new Date(now.getTime() - 3 * 86_400_000)

async function findingsOf(illness: Partial<StoreNeeds> = {}) {
  const found = await examine(storeChecks, {
    config,
    tryWrite: async () => undefined,
    indexDrifts: async () => [],
    storeTime: async () => now,
    machineTime: () => now,
    freeBytes: async () => 10 * giga,
    published: [],
    traitReport: async () => aReport(),
    retentionDay: async () => aNight(now),
    openDifferences: async () => [],
    syncReport: async () => aSync(),
    contactLimit: () => 1_000,
    running: async () => ({ roles: ['web', 'worker'], overdue: 0 }),
    now: () => now,
    ...illness,
  })
  return Object.fromEntries(found.map(({ id, ...finding }) => [id, finding]))
}

it('a store that is well is found so', async () => {
  const found = await findingsOf()
  expect(Object.values(found).filter(({ kind }) => kind !== 'ok')).toEqual([])
  expect(Object.keys(found)).toEqual([
    'settings.publicUrl',
    'store.writable',
    'store.indexes',
    'store.disk',
    'clock.store',
    'placeholders',
    'traits.proven',
    'privacy.retention',
    'money.agrees',
    'wecom.contacts',
    'workers',
    'people.overdue',
  ])
})

it.each<[id: string, illness: Partial<StoreNeeds>, says: string, todo: string]>([
  ['wecom.contacts', { contactLimit: () => 125 }, '免费额度 125 的 80%', '扩容'],
  [
    'wecom.contacts',
    { syncReport: async () => aSync({ at: new Date(now.getTime() - 3 * 86_400_000) }) },
    '两天没有同步',
    'kelu sync',
  ],
  [
    'wecom.contacts',
    { syncReport: async () => aSync({ skipped: [{ userid: 'li', name: '李', code: '60011' }] }) },
    '跳过了 1 位',
    '客户同步',
  ],
  [
    'money.agrees',
    {
      openDifferences: async () => [
        { day: '2026-03-01', open: 2 },
        { day: '2026-02-28', open: 1 },
      ],
    },
    '3 处对不上，要人看：2026-03-01 2 处、2026-02-28 1 处',
    '对账',
  ],
  [
    'settings.publicUrl',
    { config: { ...config, publicUrl: 'http://localhost:3000' } },
    '到不了',
    'https 域名',
  ],
  ['settings.publicUrl', { config: { ...config, publicUrl: 'http://k.company.cn' } }, '不是 https', '证书'],
  [
    'store.writable',
    { tryWrite: () => Promise.reject(new Error('only 1000 bytes are free on its disk')) },
    'only 1000 bytes are free',
    'DATA_DIR ./data',
  ],
  [
    'store.writable',
    {
      tryWrite: () => Promise.reject(new Error('not authorized')),
      config: { ...config, mongodbUri: 'mongodb://db' },
    },
    'not authorized',
    '用户权限',
  ],
  [
    'traits.proven',
    {
      traitReport: async () =>
        aReport({ differing: 1, differences: [{ customerId: 'c_1', fields: ['spend365Fen', 'tier'] }] }),
    },
    '10 人里有 1 人不一致，已改正：c_1（spend365Fen、tier）',
    '怎么算出来的',
  ],
  [
    'traits.proven',
    { traitReport: async () => aReport({ at: new Date(now.getTime() - 3 * 86_400_000) }) },
    '两天没有核对',
    'kelu traits check',
  ],
  [
    'privacy.retention',
    { retentionDay: async () => aNight(threeDaysAgo) },
    '两天没有删除到期的记录',
    'worker',
  ],
  [
    'privacy.retention',
    { retentionDay: async () => aNight(threeDaysAgo, { endedAt: undefined }) },
    '没有删完',
    '日志',
  ],
  [
    'store.indexes',
    {
      indexDrifts: async () => [
        { collection: 'runs', toRun: ['db.runs.createIndex({"untold":1}, {})'], foreign: ['mine_1'] },
      ],
    },
    'runs 缺少索引；另有 runs.mine_1',
    'db.runs.createIndex({"untold":1}, {})',
  ],
  ['store.disk', { freeBytes: async () => giga - 1 }, '还剩 1023 MB', '磁盘'],
  ['workers', { running: async () => ({ roles: ['web'], overdue: 0 }) }, '只有网页进程', 'ROLE=worker'],
  [
    'people.overdue',
    { running: async () => ({ roles: ['worker'], overdue: 3 }) },
    '3 人到期超过 10 分钟',
    '系统 → 运行',
  ],
  ['clock.store', { storeTime: async () => new Date(now.getTime() + 6_000) }, '慢 6 秒', 'NTP'],
  ['clock.store', { storeTime: async () => new Date(now.getTime() - 6_000) }, '快 6 秒', 'NTP'],
  [
    'placeholders',
    { published: [{ key: 'message:hello', definition: { text: '看 k.example/a', template: 'SMS_100001' } }] },
    'message:hello（k.example、SMS_100001）',
    'templates/README.md',
  ],
  [
    'placeholders',
    { config: { ...config, staffSmsTemplate: 'SMS_100005' } },
    'STAFF_SMS_TEMPLATE（SMS_100005）',
    'templates/README.md',
  ],
])('%s is found wrong (%#)', async (id, illness, says, todo) => {
  expect((await findingsOf(illness))[id]).toMatchObject({
    kind: 'bad',
    says: expect.stringContaining(says),
    todo: expect.stringContaining(todo),
  })
})

it('a check that fails itself is a finding, and the others go on', async () => {
  const found = await findingsOf({ indexDrifts: () => Promise.reject(new Error('connection closed')) })
  expect(found['store.indexes']).toMatchObject({ kind: 'bad', says: '没能检查：connection closed' })
  expect(found.placeholders).toMatchObject({ kind: 'ok' })
})

it('an index of somebody else is told, and nothing is wrong', async () => {
  const foreign = async () => [{ collection: 'runs', toRun: [], foreign: ['mine_1'] }]
  expect((await findingsOf({ indexDrifts: foreign }))['store.indexes']).toMatchObject({
    kind: 'ok',
    says: expect.stringContaining('runs.mine_1'),
  })
})

it('without a running Kelu nobody says that it does not go on', async () => {
  const found = await findingsOf({ running: async () => ({ roles: [], overdue: 7 }) })
  expect([found.workers?.kind, found['people.overdue']?.kind]).toEqual(['skipped', 'skipped'])
})
