import { expect, it } from 'vitest'
import { settingsSchema } from '../../../../../domain/language/settings.ts'
import { targetSpecs } from '../../../../../domain/language/targets.ts'
import { taskResults } from '../../../../../models/tasks.ts'
import { own, taskResultNames, usuallyKept, withEntry } from './read.ts'
import { saysOf } from './says.ts'
import { targetFields } from './target-fields.ts'

const written = {
  caps: {
    perDay: 3,
    perWeek: 6,
    channels: { sms: { perWeek: 2 }, popup: {} },
    categories: { 上新: { perDay: 1, perWeek: 1 }, 售后: {} },
  },
  quietHours: { all: '21:00-08:00', channels: { email: '20:00-08:00' } },
  workingHours: { days: [1, 2], from: '10:00', to: '19:00', daysOff: ['2026-12-31'] },
  exclude: { 员工: { tag: '员工' }, 投诉: { trait: 'openComplaints', exists: true } },
  reminders: { unpaidOrder: '2 hours', couponExpiring: '5 days' },
  groupSends: { windows: ['11:00'], confirmUntil: '20:00', perSalesperson: 2, quota: 'week' },
  followUps: { perDay: 12, whenFull: 'wait' },
  costs: { smsSegmentFen: 4.5 },
  attribution: { windowDays: 14, leaveOut: ['order-shipped'] },
  reports: { daily: 'off', weekly: 2, to: ['lead'], except: ['wang'] },
  wecom: { contactLimit: 5_000, welcomes: 'other', foreignTagGroups: ['微盛标签'] },
  tiers: { highAboveFen: 800_000 },
  rfm: { frequency: [9, 6, 3, 2] },
  review: { people: 5_000, couponFen: 10_000, settings: true },
}

it('says what each section does', () => {
  expect(saysOf('caps', written)).toBe(
    '每位客户每天最多 3 条、每周 6 条营销消息，其中短信每周 2 条、「上新」类每天 1 条、每周 1 条',
  )
  expect(saysOf('quietHours', written)).toBe(
    '21:00 到 08:00 不发营销消息；短信 20:00 到 09:00；邮件 20:00 到 08:00',
  )
  expect(saysOf('workingHours', written)).toBe('周一、周二 10:00 到 19:00 上班，另有 1 天全公司休息')
  expect(
    saysOf('exclude', written, { 'exclude.员工': '有标签 员工', 'exclude.投诉': '有处理中的投诉' }),
  ).toBe('员工、投诉（有处理中的投诉）')
  expect(saysOf('groupSends', written)).toBe(
    '11:00 请导购确认，每人每天最多 2 条，20:00 截止；每位客户每周 7 条',
  )
  expect(saysOf('followUps', written)).toBe(
    '每位导购每天最多接 12 条新待办，最后 2 条只留给紧急的；满了等他的下个工作日',
  )
  expect(saysOf('reminders', written)).toBe(
    '下单 120 分钟没付款算「下单后未付款」；优惠券到期前 5 天算「快到期」',
  )
  expect(saysOf('tiers', written)).toBe('近一年消费超过 ¥8000 算高价值；买过 3 次以内算潜力，再多算普通')
  expect(saysOf('rfm', written)).toBe(
    '5、4、3、2 分：最近购买 30、60、90、180 天以内；近一年 9、6、3、2 次以上；超过 ¥5000、2000、500、200',
  )
  expect(saysOf('costs', written)).toBe(
    '每条短信按 4.5 分算，导购一分钟按 50 分算：跟进一次 10 分钟，发一次 1 分钟',
  )
  expect(saysOf('attribution', written)).toBe('付款前 14 天内的触达算数，1 条消息不算；90 天没买算沉睡')
  expect(saysOf('reports', written)).toBe('08:30 周二发周报给店长，1 人不收')
  expect(saysOf('reports', {})).toBe('08:30 每天发日报、周一发周报给负责人、经理、店长')
  expect(saysOf('reports', { reports: { daily: 'off', weekly: 'off' } })).toBe('不发日报，也不发周报')
  expect(saysOf('wecom', written)).toBe(
    '欢迎语由另一个系统发，客旅不发；不碰标签组 微盛标签；外部联系人到 4000 人（5000 的 80%）时提醒',
  )
  expect(saysOf('review', written)).toBe(
    '一次触达超过 5000 人、券面额超过 ¥100、放宽触达的设置，要另一位同事同意才发布',
  )
})

it('what is not written holds as Kelu has it', () => {
  const kelu = settingsSchema.parse({ settings: 'company', name: '公司' })
  expect([kelu.caps.perDay, kelu.caps.perWeek]).toEqual([own.perDay, own.perWeek])
  expect(kelu.followUps).toEqual({
    perDay: own.tasksPerDay,
    keptForUrgent: usuallyKept(own.tasksPerDay),
    whenFull: own.whenFull,
  })
  expect(kelu.hours).toEqual({ fromMinute: 8 * 60, toMinute: 22 * 60 })
  expect(kelu.channelHours).toEqual({ sms: { fromMinute: 9 * 60, toMinute: 20 * 60 } })
  expect([own.quiet, own.quietOf]).toEqual(['22:00-08:00', { sms: '20:00-09:00' }])
  expect(kelu.workingHours.days).toEqual(own.workDays)
  expect(Object.keys(kelu.exclude).join('、')).toBe(saysOf('exclude', {}).replace(/^.*：/, ''))
  expect(kelu.reminders).toEqual({
    unpaidOrderMs: own.unpaidMinutes * 60_000,
    couponExpiringMs: own.couponDays * 86_400_000,
  })
  const { groupSends } = settingsSchema.parse({
    settings: 'company',
    name: '公司',
    groupSends: { windows: own.groupWindows, confirmUntil: own.confirmUntil },
  })
  expect(kelu.groupSends).toEqual({
    ...groupSends,
    perSalesperson: own.perSalesperson,
    quota: own.groupQuota,
  })
  expect(kelu.costs).toEqual(own.costs)
  expect(kelu.targets).toEqual(own.targets)
  expect(kelu.manual).toEqual(own.manual)
  expect(kelu.leads).toEqual(own.leads)
  expect(kelu.retention).toEqual(own.retention)
  expect(kelu.attribution).toEqual({ ...own.attribution, leaveOut: [] })
  const { at, ...reports } = own.reports
  expect(kelu.reports).toEqual({ ...reports, atMinute: 8 * 60 + 30, except: [] })
  expect(at).toBe('08:30')
  expect(kelu.tiers).toEqual({ highAboveFen: own.highAboveFen, potentialUpTo: own.potentialUpTo })
  expect(kelu.rfm).toEqual(own.rfm)
})

it('targets and work by hand say what was set, by which side of it is good', () => {
  expect(targetFields.map(({ key, better }) => [key, better]).sort()).toEqual(
    Object.entries(targetSpecs)
      .map(([key, { better }]) => [key, better])
      .sort(),
  )
  expect(saysOf('targets', {})).toBe(
    '少花的人工至少 35%、快多少至少 40%、多转化多少至少 25%、短信失败率最多 1%',
  )
  const targets = { manualSaved: 'off', faster: 'off', lift: 'off', smsFailures: 'off' }
  expect(saysOf('targets', { targets })).toBe('没有设目标')
  expect(saysOf('targets', { targets: { ...targets, averageOrderFen: 27_000, replyMinutes: 10 } })).toBe(
    '首次回复最多 10 分钟、客单价至少 ¥270',
  )
  expect(saysOf('manual', { manual: { taskMinutes: 3 } })).toContain('派一条待办 3 分钟')
})

it('says under which signatures brands send', () => {
  expect(saysOf('brands', {})).toBe('没有别的品牌：短信都用公司的签名')
  const brands = {
    baby: { name: '母婴', smsSignature: { aliyun: '客旅母婴', tencent: '客旅母婴' } },
    men: { name: '男装' },
  }
  expect(saysOf('brands', { brands })).toBe('母婴的短信签名是 客旅母婴；男装')
})

it('says who is a lead, and that nobody is one until it is written', () => {
  expect(saysOf('retention', { retention: { taskDays: 730 } })).toBe(
    '行为、消息和走完的流程存 400 天，完成的待办 730 天，回调原文 30 天',
  )
  expect(saysOf('leads', {})).toBe('没有定义：写上哪些流程，走进去的人就算 MQL')
  expect(saysOf('leads', { leads: { mqlFlows: ['follow-up-leads'] } })).toBe(
    '走进 follow-up-leads 的算 MQL；待办结果是 成交、有兴趣再约 的算 SQL',
  )
  expect(Object.keys(taskResultNames)).toEqual([...taskResults])
})

it('an entry is renamed where it stands, or taken out', () => {
  const record = { 员工: 1, 分销商: 2, 勿扰: 3 }
  expect(Object.entries(withEntry(record, '分销商', ['代理商', 4]))).toEqual([
    ['员工', 1],
    ['代理商', 4],
    ['勿扰', 3],
  ])
  expect(withEntry(record, '员工')).toEqual({ 分销商: 2, 勿扰: 3 })
})
