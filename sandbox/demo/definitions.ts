import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { isoDay } from '../../domain/local-time.ts'
import { newYear } from './new-year.ts'
import { wholeTeam } from './people.ts'
import type { Moment } from './role.ts'
import { trialTexts } from './trial.ts'

/** Two broadcasts on the story's first Thursday, the members' day of its calendar: with the introduction of that day the evening one is one too many. */
const broadcasts = [
  {
    id: 'member-day-noon',
    name: '会员日 中场提醒',
    time: '13:00',
    text: '今天会员日，全场满200减50：',
    code: 'SMS_100006',
  },
  {
    id: 'member-day-evening',
    name: '会员日 最后几小时',
    time: '18:00',
    text: '会员日还剩最后几小时：',
    code: 'SMS_100007',
  },
]

/** The text of a broadcast, by SMS. */
export const message = ({ id, name, text, code }: Record<'id' | 'name' | 'text' | 'code', string>) => ({
  message: id,
  name,
  purpose: 'marketing',
  prefer: ['sms'],
  variables: {
    nickname: { from: 'customer.nickname', default: '您好' },
    link: { link: 'miniprogram:/pages/member-day' },
  },
  sms: {
    text: `尊敬的会员{{nickname}}，${text}k.example/r/{{link}} 拒收请回复R`,
    templates: { aliyun: code },
    params: { name: 'nickname', code: 'link' },
  },
})

/** This company has a second person look at coupons above ¥40, and at broadcasts to more than 5,000. */
const reviewRule = '\nreview: { people: 5000, couponFen: 4000, settings: true }\n'

/** Of a small cast few messages go out within the hour: failures ring of ten on, where a company would wait for a hundred. */
const alertRule = '\nalerts: { smsFailures: { percent: 5, least: 10 } }\n'

/** Of the story's mornings nobody waits for: who wants the report of a day has it sent from the page. */
const reportRule = '\nreports: { daily: off, weekly: off }\n'

/** Of the starter templates what would make the story another one at another time of year: festivals, and days off of the sales team. */
const byDate = ['broadcasts', 'calendar']

/** The other starter templates, the story's two broadcasts, its calendar and baby fair, and the sales team, as files a Kelu can be started on. */
export async function writeDefinitions(
  folder: string,
  at: Moment,
): Promise<{ templates: string; staffFile: string }> {
  const templates = join(folder, 'templates')
  await mkdir(folder, { recursive: true })
  await cp(fileURLToPath(new URL('../../templates', import.meta.url)), templates, { recursive: true })
  for (const one of byDate) await rm(join(templates, one), { recursive: true })
  for (const one of broadcasts) {
    const { id, name, time } = one
    const broadcast = {
      broadcast: id,
      name,
      to: { trait: 'sourceChannel', is: '会员日活动' },
      send: { message: id },
      at: { festival: '会员日', at: time },
    }
    await writeFile(join(templates, `${id}.yaml`), `${stringify(broadcast)}---\n${stringify(message(one))}`)
  }
  await writeFile(join(templates, `${newYear.id}.yaml`), stringify(message(newYear)))
  for (const one of trialTexts) await writeFile(join(templates, `${one.id}.yaml`), stringify(message(one)))
  await giveByShop(join(templates, 'coupons/growth-25.yaml'), 'GROWTH-25')
  await writeFile(join(templates, 'settings/company.yaml'), `${reviewRule}${alertRule}${reportRule}`, {
    flag: 'a',
  })
  const days = { calendar: 'story', name: '故事里的日子', companyDays: { 会员日: isoDay(at(3, '12:00')) } }
  const fair = {
    channel: 'baby-fair',
    name: '母婴展',
    state: 'baby2026',
    welcome: 'welcome-default',
    tags: ['母婴用户'],
  }
  await writeFile(join(templates, 'story.yaml'), `${stringify(days)}---\n${stringify(fair)}`)
  const staffFile = join(folder, 'staff.yaml')
  await writeFile(staffFile, stringify(wholeTeam.map(({ reachable: _, ...entry }) => entry)))
  return { templates, staffFile }
}

/** Has the company's other shop, which has tills, give the coupons of a batch. */
async function giveByShop(file: string, shopBatch: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  // How many there are is the other shop's to say.
  const own = text.replace(/^quantity: .*\n/m, '')
  await writeFile(file, own.replace(/^codes: .*$/m, `codes: { shop: ${shopBatch} }`))
}
