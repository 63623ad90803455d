import type { Delivery } from '../contract.ts'
import type { PageClient } from './page-client.ts'
import { type Scene, scene } from './scene.ts'
import { mendedText, type Offer, offers, offersOf, refusedText, type Tryer, trial, visits } from './trial.ts'
import { found as foundBySomebody } from './trial-office.ts'

/** As the page shows the campaign. */
export interface ShownCampaign {
  standing: string
  goal: { percent: number | null; says: string } | null
  figures: { people: number; buyers: number } | null
}

export interface ShownAlert {
  openedAt: string
  closedAt: string | null
  isLate: boolean
  handler: { login: string } | null
  cause: string | null
  action: string | null
}

export interface ShownExperiment {
  verdict: { says: string; winner: string | null }
  arms: { id: string; people: number; reached: number; waiting: number }[]
}

/** What both sides say in the end, as far as these scenes ask. Absent: the page shows none. */
export interface TrialPlayed {
  crowd: readonly Tryer[]
  deliveries: readonly Delivery[]
  campaign: ShownCampaign | undefined
  alerts: readonly ShownAlert[]
  split: ShownExperiment | undefined
  holdout: ShownExperiment | undefined
}

const lookIntoMs = 2 * 3_600_000

/** With so many of each, of whom all came here and hardly any there, nobody doubts it; with so few of one, nobody can know. */
const surelyEnough = 20
const surelyTooFew = 8

/** What the story must have shown of the new product: reckoned from what its people got and did, never from what Kelu counted. */
export function judgeTrial(played: TrialPlayed): Scene[] {
  const { crowd, deliveries } = played
  const got = offersOf(crowd, deliveries)
  return [judgeCampaign(played, got), judgeAlert(played), judgeSplit(played, got)]
}

type Got = ReadonlyMap<Tryer, Offer>

function judgeCampaign({ crowd, campaign }: TrialPlayed, got: Got): Scene {
  // The 群发 leaves nobody out for comparison.
  const entered = crowd.filter((one) => one.isOfStores || got.has(one))
  const buyers = entered.filter(({ buys }) => buys)
  const percent = Math.floor((buyers.length * 100 * 100) / (entered.length * trial.target))
  return scene(
    '营销活动',
    [
      { what: '已结束', expected: 1, found: Number(campaign?.standing === 'over') },
      { what: '进入', expected: entered.length, found: campaign?.figures?.people ?? 0 },
      { what: '下单', expected: buyers.length, found: campaign?.figures?.buyers ?? 0 },
      { what: '目标达成百分比', expected: percent, found: campaign?.goal?.percent ?? 0 },
    ],
    campaign?.goal?.says,
  )
}

function judgeAlert({ crowd, deliveries, alerts }: TrialPlayed): Scene {
  const ofStores = crowd.filter(({ isOfStores }) => isOfStores)
  const got = (code: string) =>
    ofStores.filter(({ person }) =>
      deliveries.some(
        ({ kind, receiver, content }) =>
          kind === 'sms' && receiver === person.phone && content.templateCode === code,
      ),
    ).length
  const told = deliveries.filter(
    ({ kind, receiver, content }) =>
      kind === 'staffText' && receiver === 'zhoumin' && JSON.stringify(content).includes('短信失败率'),
  )
  const [alert] = alerts
  const tookMs = alert?.closedAt ? Date.parse(alert.closedAt) - Date.parse(alert.openedAt) : Number.NaN
  const isInTime = tookMs <= lookIntoMs && alert?.isLate === false
  const isExplained = alert?.cause === foundBySomebody.cause && alert.action === foundBySomebody.action
  return scene(
    '短信失败预警',
    [
      { what: '被网关拒收', expected: ofStores.length, found: ofStores.length - got(refusedText.code) },
      { what: '响了', expected: 1, found: alerts.length },
      { what: '企业微信告诉周敏', expected: 1, found: told.length },
      { what: '周敏认领', expected: 1, found: Number(alert?.handler?.login === 'zhoumin') },
      { what: '两小时内查明', expected: 1, found: Number(isInTime) },
      { what: '写下原因和处理', expected: 1, found: Number(isExplained) },
      { what: '换文案后送到', expected: ofStores.length, found: got(mendedText.code) },
    ],
    alert?.action ?? '',
  )
}

function judgeSplit({ crowd, split, holdout }: TrialPlayed, got: Got): Scene {
  const offered = (which: Offer) => crowd.filter((one) => got.get(one) === which)
  const shown = (which: string, in_ = split) => in_?.arms.find(({ id }) => id === which)
  const sizes = (Object.keys(offers) as Offer[]).map((which) => offered(which).length)
  const winner = split?.verdict.winner ?? null
  const isHonest =
    Math.min(...sizes) >= surelyEnough
      ? winner === 'gift'
      : Math.min(...sizes) < surelyTooFew
        ? winner === null
        : winner !== 'half-price'
  return scene(
    'A/B 测试',
    [
      ...(Object.keys(offers) as Offer[]).flatMap((which) => [
        { what: offers[which].name, expected: offered(which).length, found: shown(which)?.people ?? 0 },
        {
          what: `${offers[which].name}来了`,
          expected: offered(which).filter((one) => visits(one, which)).length,
          found: shown(which)?.reached ?? 0,
        },
      ]),
      {
        what: '空白对照组',
        expected: crowd.length - got.size,
        found: shown('_holdout', holdout)?.people ?? 0,
      },
      { what: '两种都有人收到', expected: 1, found: Number(Math.min(...sizes) > 0) },
      { what: '结论站得住', expected: 1, found: Number(split !== undefined && isHonest) },
    ],
    split?.verdict.says,
  )
}

/** Looks at it on the page, as 周敏 does. */
export async function playedTrial(
  crowd: TrialPlayed['crowd'],
  deliveries: TrialPlayed['deliveries'],
  page: PageClient,
): Promise<Scene[]> {
  const ask = <Answer>(path: string) => page.ask<Answer>('zhoumin', 'GET', path)
  const { items } = await ask<{ items: { id: string; plan: { name: string } }[] }>('/campaigns')
  const id = items.find(({ plan }) => plan.name === trial.name)?.id
  const alerts = await ask<Record<'live' | 'closed', ShownAlert[]>>('/alerts')
  const { items: experiments } = await ask<{ items: (ShownExperiment & Place)[] }>('/experiments')
  const at = (place: string) =>
    experiments.find((one) => one.journeyId === trial.flow.id && one.place === place)
  return judgeTrial({
    ...{ crowd, deliveries },
    campaign: id === undefined ? undefined : await ask<ShownCampaign>(`/campaigns/${id}`),
    alerts: [...alerts.live, ...alerts.closed],
    split: at(trial.split),
    holdout: at('_holdout'),
  })
}

interface Place {
  journeyId: string
  place: string
}
