import { isoDay } from '../../domain/local-time.ts'
import type { Deed } from './conductor.ts'
import { message } from './definitions.ts'
import type { PageClient } from './page-client.ts'
import { publishOnPage } from './publish-on-page.ts'
import type { Moment } from './role.ts'
import { mendedText, type Offer, offers, refusedText, trial } from './trial.ts'

/** What 周敏 found the failures to be, and did about them. */
export const found = {
  cause: 'content',
  action: '运营商今天起拦截「返现」，文案换成「立减」，下午重发',
  prevention: '以后优惠只写「立减」，不写「返现」',
} as const

interface LiveAlert {
  id: string
}

/** What 周敏 does on the page about the new product: plans the campaign, and looks into the failures of its 群发. */
export function trialDeedsOfOffice(at: Moment, page: () => PageClient): Deed[] {
  let campaign = { id: '', rev: 0 }
  const deed = (day: number, time: string, what: string, perform: () => Promise<void>): Deed => ({
    at: at(day, time),
    what,
    perform,
  })
  const dayOf = (day: number): string => isoDay(at(day, '12:00'))
  const ask = <Answer>(method: 'GET' | 'POST' | 'PUT', path: string, body?: object) =>
    page().ask<Answer>('zhoumin', method, path, body)

  const planOf = (flows: readonly string[]) => ({
    name: trial.name,
    audience: '在门店或线上申请过新品试用装的顾客',
    goal: { kind: 'conversion', target: trial.target, baseline: trial.baseline },
    goalNote: '四天内，收到邀请或开售短信的人里每一百人有五人下单',
    channels: ['sms'],
    from: dayOf(trial.from),
    to: dayOf(trial.to),
    owner: '周敏',
    keyActions: '申请后立即邀请到店，两种文案各一半；第二天上午开售短信',
    expected: '下单转化率 5%',
    budgetFen: 300_000,
    staffMinutes: 240,
    flows,
  })

  const offer = (which: Offer) => ({
    name: offers[which].name,
    send: { message: offers[which].id },
    next: 'end',
  })

  const sendToStores = ({ id, name, at: when }: typeof trial.opening | typeof trial.again) =>
    publishOnPage(page(), `broadcast/${id}`, {
      broadcast: id,
      name,
      owner: '周敏',
      to: { trait: 'sourceChannel', is: trial.fromStores },
      send: { message: refusedText.id },
      at: `${dayOf(when.day)}T${when.time}:00+08:00`,
    })

  async function plan(): Promise<void> {
    const { flow, split, form, visit } = trial
    await publishOnPage(page(), `journey/${flow.id}`, {
      journey: flow.id,
      name: flow.name,
      owner: '周敏',
      entry: { event: 'lead.submitted', where: { prop: 'form', is: form } },
      goal: { event: 'lead.submitted', where: { prop: 'form', is: visit }, within: '2 days' },
      holdout: 10,
      steps: {
        [split]: {
          name: '哪种邀请',
          split: [
            { share: 50, to: 'half-price' },
            { share: 50, to: 'gift' },
          ],
        },
        'half-price': offer('half-price'),
        gift: offer('gift'),
      },
    })
    await sendToStores(trial.opening)
    campaign = await ask('POST', '/campaigns', { plan: planOf([flow.id, trial.opening.id]) })
  }

  /** Whatever she was told of; a Kelu that noticed nothing has her do nothing. */
  async function liveAlert(): Promise<LiveAlert | undefined> {
    const { live } = await ask<{ live: LiveAlert[] }>('GET', '/alerts')
    return live[0]
  }

  async function takeOver(): Promise<void> {
    const alert = await liveAlert()
    if (alert) await ask('POST', `/alerts/${alert.id}/seen`, {})
  }

  async function mend(): Promise<void> {
    const alert = await liveAlert()
    if (!alert) return
    await publishOnPage(page(), `message/${mendedText.id}`, message(mendedText))
    await sendToStores(trial.again)
    campaign = await ask('PUT', `/campaigns/${campaign.id}`, {
      rev: campaign.rev,
      plan: planOf([trial.flow.id, trial.opening.id, trial.again.id]),
    })
    await ask('POST', `/alerts/${alert.id}/closed`, found)
  }

  const { day } = trial.opening.at
  return [
    deed(0, '09:50', '周敏 建新品试用活动', plan),
    deed(day, '10:10', '周敏 认领短信失败预警', takeOver),
    deed(day, '10:40', '周敏 换文案、关预警', mend),
  ]
}
