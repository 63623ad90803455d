import { describe, expect, it } from 'vitest'
import type { ReportedAlert } from '../../models/reports.ts'
import { linesOf, type ToldReport } from './report-lines.ts'
import { createReportLinks } from './report-links.ts'
import { aFigure, aSection } from './testing/builders.ts'

const links = createReportLinks('https://kelu.example')
const tuesday = { from: '2026-12-01', to: '2026-12-01' }
const told = (more: Partial<ToldReport> = {}): ToldReport => ({
  ...{ kind: 'daily', period: tuesday, access: 'page', contents: { sections: [aSection()], alerts: [] } },
  ...more,
})
const of = (sections: ReturnType<typeof aSection>[], alerts: ReportedAlert[] = []) =>
  told({ contents: { sections, alerts } })
const words = (report: ToldReport) => linesOf(report, links).map(({ words }) => words)

const busy = aSection({
  store: 'XH01',
  name: '新天地店',
  figures: {
    entered: aFigure(128, 118),
    through: aFigure(46),
    notThrough: aFigure(4),
    sent: aFigure(340),
    smsSent: aFigure(117),
    smsFailed: aFigure(3),
    clicked: aFigure(45),
    orders: aFigure(12, 10, 324_000, 300_000),
  },
  followUps: { open: 36, late: 4 },
  unconfirmed: { sends: 3, staff: 2 },
})
const rang = (more: Partial<ReportedAlert> = {}): ReportedAlert => ({
  ...{ id: 'smsFailures:1', name: '短信失败率', part: 6, whole: 100, state: 'open' },
  rangAt: new Date('2026-12-01T10:00:00+08:00'),
  ...more,
})

describe('日报', () => {
  it('says each figure in a line, beside the day before, with the very days and 门店 behind its links', () => {
    expect(linesOf(of([busy]), links)).toEqual([
      { words: '【日报】12月1日 周二 新天地店' },
      { words: '触发 128 人次（前一天 118），走完 92%' },
      { words: '发出 340 条，点击 45；短信失败 3/120（2.5%，目标 1% 以下）' },
      { words: '订单 12 笔，营收 ¥3,240.00（前一天 ¥3,000.00）' },
      { words: '待办还有 36 件，超时 4 件' },
      {
        words: '2 位导购还有 3 条群发没确认，看是谁',
        url: 'https://kelu.example/admin/unconfirmed?store=XH01',
      },
      {
        words: '看总览',
        url: 'https://kelu.example/admin/overview?period=2026-12-01..2026-12-01&store=XH01',
      },
    ])
  })

  it('of nothing says so, without a share of nothing', () => {
    expect(words(of([aSection()]))).toEqual([
      '【日报】12月1日 周二 全部门店',
      '这一天没有人触发流程，没有发出消息，也没有订单',
      '待办都做完了',
      '看总览',
    ])
    const sent = aSection({ figures: { entered: aFigure(1), sent: aFigure(1) } })
    expect(words(of([sent])).join()).not.toMatch(/NaN|Infinity|–/)
  })

  it('reviews the alerts of the day, and of many the first', () => {
    const closed = rang({ state: 'closed', cause: 'interface', action: '改走邮件' })
    expect(words(of([aSection()], [closed, rang(), rang({ state: 'recovered' }), rang(), rang()]))).toEqual(
      expect.arrayContaining([
        '预警：短信失败率 6%，接口故障，已处理：改走邮件',
        '预警：短信失败率 6%，还没处理',
        '预警：短信失败率 6%，已恢复，还没写原因',
        '还有 2 个预警',
      ]),
    )
  })

  it('names what is still being counted, and a 门店 that is closed', () => {
    expect(words(of([aSection({ openHours: 2 })]))).toContain('有 2 个小时的数还在算，最后以总览为准')
    expect(words(of([aSection({ name: 'XH09', state: 'closed' })]))).toEqual([
      '【日报】12月1日 周二 XH09',
      'XH09 不在门店名单里了，请负责人在「成员」里改一下您的门店',
    ])
  })

  it('gives several 门店 a line each, that leads to their figures', () => {
    const other = aSection({ store: 'JA01', name: '静安店' })
    expect(linesOf(of([busy, other]), links)).toEqual([
      { words: '【日报】12月1日 周二 2 家门店' },
      {
        words: '新天地店：触发 128，发出 340，订单 12 笔 ¥3,240.00，待办超时 4，2 人没确认',
        url: expect.stringContaining('store=XH01'),
      },
      { words: '静安店：触发 0，发出 0，没有订单', url: expect.stringContaining('store=JA01') },
      { words: '2 位导购还有群发没确认，看是谁', url: 'https://kelu.example/admin/unconfirmed' },
    ])
  })

  it('stays within what WeCom takes, however many 门店 and however long the words', () => {
    const many = Array.from({ length: 300 }, (_, n) => ({
      ...busy,
      store: `S${n}`,
      name: `${'很长的店名'.repeat(5)}${n}`,
    }))
    const alerts = Array.from({ length: 9 }, () => rang({ state: 'closed', action: '说'.repeat(500) }))
    for (const report of [of(many), of([{ ...busy, name: '店'.repeat(60) }], alerts)]) {
      const bytes = linesOf(report, links).reduce(
        (sum, { words, url = '' }) => sum + Buffer.byteLength(`<a href="${url}">${words}</a>\n`),
        0,
      )
      expect(bytes).toBeLessThanOrEqual(2_048)
    }
    expect(words(of(many)).at(-2)).toMatch(/^还有 2\d\d 家门店，在总览里看$/)
  })

  it('gives who cannot open the page no link, and says who can let them in', () => {
    const lines = linesOf({ ...of([busy]), access: 'none' }, links)
    expect(lines.filter(({ url }) => url)).toEqual([])
    expect(lines.at(-2)?.words).toBe('2 位导购还有 3 条群发没确认')
    expect(lines.at(-1)?.words).toBe('要打开看明细，请负责人在「成员」里加上您')
  })
})

it('周报 tells the days of the week, and that a file follows', () => {
  const period = { from: '2026-11-23', to: '2026-11-29' }
  const lines = words(told({ kind: 'weekly', period, contents: { sections: [busy], alerts: [] } }))
  expect(lines[0]).toBe('【周报】11月23日–11月29日 新天地店')
  expect(lines[1]).toBe('触发 128 人次（前一周 118），走完 92%')
  expect(lines.at(-1)).toBe('明细在接下来的文件里')
})
