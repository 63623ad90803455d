import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError } from './config.ts'
import { readStaffFile } from './staff-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kelu-staff-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(text: string) {
  const file = join(folder, 'staff.yaml')
  await writeFile(file, text)
  return readStaffFile(file)
}
const lilei = 'userid: lilei, name: 李雷, department: 门店'
const team = (fields: string, more = '') => `${more}\nstaff: [{ ${lilei}${fields} }]`

describe('the staff file', () => {
  it('gives everybody the hours of the team, but for what is different for them', async () => {
    const file = `
hours: { days: [1, 2, 3, 4, 5], from: "10:00", to: "19:30" }
daysOff: [2026-10-01]
staff:
  - { ${lilei} }
  - { userid: hanmei, name: 韩梅梅, department: 门店, hours: { to: "24:00" }, daysOff: [2026-12-01] }`
    const zone = 'Asia/Shanghai'
    const ours = { days: [1, 2, 3, 4, 5], fromMinute: 600, toMinute: 1_170, zone, daysOff: ['2026-10-01'] }
    expect(await read(file)).toMatchObject([
      { userid: 'lilei', onDuty: true, hours: ours },
      { userid: 'hanmei', hours: { ...ours, toMinute: 1_440, daysOff: ['2026-10-01', '2026-12-01'] } },
    ])
  })

  it('may be the plain list of the first release, who work by the hours of the company', async () => {
    const [entry] = await read(`- { ${lilei} }`)
    expect(entry?.hours).toEqual({ zone: 'Asia/Shanghai', daysOff: [] })
  })

  it('says both ends of a day or none: who comes later goes when Kelu says, whatever the company does', async () => {
    const [entry] = await read(team(', hours: { from: "17:00" }'))
    expect(entry?.hours).toMatchObject({ fromMinute: 1_020, toMinute: 1_080 })
  })

  it('is shipped with an example that holds', async () => {
    expect(await readStaffFile('staff.example.yaml')).toHaveLength(3)
  })

  it.each([
    [
      'a day off that does not exist',
      team(', daysOff: [2026-02-30]'),
      '第 1 位（lilei） daysOff.0 应为：存在的日期',
    ],
    [
      'a day off in other words',
      team('', 'daysOff: [12月1日]'),
      'STAFF_FILE：daysOff.0 应为：存在的日期，如 2026-12-01；请写成',
    ],
    ['one day instead of a list', team(', daysOff: 2026-12-01'), 'daysOff 应为：日期的列表'],
    ['a full-width colon in a time', team(', hours: { from: "9：00" }'), 'hours.from 应为：24 小时制的时间'],
    [
      'a time without quotes, which YAML reads otherwise',
      team(', hours: { from: 540 }'),
      'hours.from 应为：24 小时制的时间',
    ],
    ['an eighth weekday', team(', hours: { days: [8] }'), 'hours.days.0 应为：1（周一）到 7（周日）的列表'],
    ['no weekday', team(', hours: { days: [] }'), 'hours.days 应为：1（周一）到 7（周日）的列表'],
    [
      'a day that ends before it begins',
      team(', hours: { from: "20:00" }'),
      '第 1 位（lilei） hours 应为：from 早于 to',
    ],
    [
      'a zone nobody knows',
      team('', 'timeZone: Mars'),
      'STAFF_FILE：timeZone 应为：时区；请写成 Asia/Shanghai',
    ],
    ['a misspelt field', team(', dayOff: []'), '应为：staff.example.yaml 里有的各项；请删掉“dayOff”'],
    ['a misspelt field of the team', 'people: []', '请删掉“people”'],
    [
      'somebody twice',
      `- { ${lilei} }\n- { userid: LiLei, name: 李雷, department: 门店 }`,
      '第 2 位（LiLei） userid 应为：每位销售只写一次',
    ],
    ['a word where a person is due', 'staff: [李雷]', '第 1 位 应为：一位销售的资料'],
    ['nothing', '', 'STAFF_FILE：应为：销售名单'],
  ])('is refused with %s, in Chinese, naming the entry and what to do', async (_what, text, words) => {
    const refused = await read(text).then(
      () => [],
      (error: unknown) => (error instanceof ConfigError ? error.message.split('\n') : [String(error)]),
    )
    expect(refused.join('\n')).toContain(words)
    expect(refused.join('\n')).not.toMatch(/Invalid|expected|undefined/)
  })
})
