import { expect, it } from 'vitest'
import { textOfCell } from '../spreadsheet/cell.ts'
import { readXlsx } from '../spreadsheet/read-xlsx.ts'
import { writeReportFile } from './report-file.ts'
import { aFigure, aSection } from './testing/builders.ts'

const week = { kind: 'weekly', from: '2026-11-23', to: '2026-11-29' } as const

it('the file has each 门店’s week beside the week before, what stands now, and what rang', async () => {
  const section = aSection({
    ...{ store: 'XH01', name: '新天地店', followUps: { open: 3, late: 1 } },
    figures: {
      orders: aFigure(12, 10, 324_000, 300_000),
      smsFailed: aFigure(3, 0),
      smsSent: aFigure(117, 0),
    },
  })
  const { filename, bytes } = writeReportFile(week, {
    sections: [section, aSection({ store: 'XH09', name: 'XH09', state: 'closed' })],
    alerts: [
      {
        ...{
          id: 'smsFailures:1',
          name: '短信失败率',
          part: 6,
          whole: 100,
          state: 'closed',
          action: '换了渠道',
        },
        rangAt: new Date('2026-11-25T10:00:00+08:00'),
      },
    ],
  })
  const rows = (await readXlsx(bytes)).map(({ cells }) => [...cells.values()].map(textOfCell))
  expect(filename).toBe('周报 2026-11-23 2026-11-29.xlsx')
  expect(rows[0]).toEqual(['门店', '数据', '这一周', '前一周'])
  expect(rows).toEqual(
    expect.arrayContaining([
      ['新天地店', '订单（笔）', '12', '10'],
      ['新天地店', '营收', '¥3,240.00', '¥3,000.00'],
      // Of nothing there is no share.
      ['新天地店', '短信失败率', '2.5%', '–'],
    ]),
  )
  expect(rows.map((row) => row.join(' ').trim())).toEqual(
    expect.arrayContaining([
      '新天地店 待办超时（现在） 1',
      'XH09 不在门店名单里了',
      '预警 11月25日 10:00 短信失败率 6%，已处理：换了渠道',
    ]),
  )
})
