import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { staff } from '../../sandbox/demo/people.ts'
import { copyTemplates } from '../testing/copy-templates.ts'

/** Beside the starter journeys: what a buyer is sent, so that every channel has its turn within a few days. */
const thankBuyers = `journey: thank-buyers
name: 购后关怀
entry:
  event: order.paid
  again: after 30 days
steps:
  coupon:
    coupon: { batch: wake-up-50 }
    next: voucher
  voucher:
    send: { message: wake-up-coupon, whenCapped: next day }
    next: review
  review:
    send: { message: review-request, channels: [email], whenCapped: next day }
    next: follow-up
  follow-up:
    task: { title: "{{ customer.nickname | default: '会员' }} 购后回访", reasons: [刚下单], accept: 2 hours }
    next: end
`

/** The starter templates, that journey and the sales team, as files a Kelu can be started on. */
export async function writeDefinitions(folder: string): Promise<{ templates: string; staffFile: string }> {
  const templates = join(folder, 'templates')
  await mkdir(folder, { recursive: true })
  await copyTemplates(templates)
  await writeFile(join(templates, 'thank-buyers.yaml'), thankBuyers)
  const staffFile = join(folder, 'staff.yaml')
  await writeFile(staffFile, stringify(staff.map(({ reachable: _, ...entry }) => entry)))
  return { templates, staffFile }
}
