import type { Delivery, Sandbox } from '../contract.ts'
import { lead, order } from './deeds.ts'
import type { Expectation } from './expectation.ts'
import { personOf } from './people.ts'
import type { Moment, RoleDeed, Script } from './role.ts'

/** A new product in this story: a campaign with two texts that are tried against each other, and a 群发 the gateway refuses at first. */
export const trial = {
  name: '新品试用',
  /** Days of the campaign, the last included. */
  from: 35,
  to: 38,
  /** In percent of those who entered. */
  target: 5,
  baseline: 3,
  flow: { id: 'trial-pack', name: '新品试用邀请' },
  opening: { id: 'trial-opening', name: '新品开售', at: { day: 36, time: '10:00' } },
  again: { id: 'trial-opening-again', name: '新品开售（改文案重发）', at: { day: 36, time: '14:00' } },
  split: 'which-offer',
  form: 'trial-pack',
  visit: 'trial-visit',
  /** Where people ask for the pack; the 群发 is for those of the stores. */
  fromStores: '新品试用-门店',
  fromWeb: '新品试用-线上',
} as const

/** What the gateway answers to a word it does not allow. */
export const refusal = 'isv.BLACK_KEY_CONTROL_LIMIT'

/** Both texts of the split, and the one that is refused. */
export const offers = {
  'half-price': {
    id: 'trial-half-price',
    name: '半价尝鲜',
    text: '新品半价尝鲜，预约到店即享：',
    code: 'SMS_100027',
  },
  gift: {
    id: 'trial-gift',
    name: '免费试用装',
    text: '新品试用装免费领，预约到店即取：',
    code: 'SMS_100028',
  },
} as const
export type Offer = keyof typeof offers

const openingText = { id: 'trial-opening-text', name: '新品开售' }
export const refusedText = { ...openingText, text: '新品今天开售，下单返现20元：', code: 'SMS_100029' }
export const mendedText = { ...openingText, text: '新品今天开售，试过的会员立减20：', code: 'SMS_100030' }
/** What is there before the story begins. */
export const trialTexts = [...Object.values(offers), refusedText]

/** Who asks for a trial pack, and plays nothing else. */
export interface Tryer extends Script {
  /** Asked in a store, so that they get the 群发 as well. */
  isOfStores: boolean
  /** Comes for the half price, too. */
  likesHalfPrice: boolean
  buys: boolean
}

/** So many that of a small cast, too, failures ring; and no more than it takes to tell two texts apart. */
const fewest = 16
const most = 80
const fewestOfStores = 12
/** Names of the cast end before this number. */
const firstPerson = 240

export function dealCrowd(size: number, at: Moment): Tryer[] {
  const people = Math.min(most, Math.max(fewest, size))
  const ofStores = Math.max(fewestOfStores, Math.ceil(people / 3))
  return Array.from({ length: people }, (_, n) => ({
    ...{ n, at, staff: '', person: personOf(firstPerson + n, { email: false }) },
    isOfStores: n < ofStores,
    likesHalfPrice: n % 8 === 5,
    buys: n % 16 === 3,
  }))
}

/** Which offer reached somebody; those whom none did were held out. Chance is Kelu's, and told by what they got alone. */
export function offersOf(crowd: readonly Tryer[], deliveries: readonly Delivery[]): Map<Tryer, Offer> {
  const offerOf = new Map(Object.entries(offers).map(([offer, { code }]) => [code as string, offer as Offer]))
  const byPhone = new Map(crowd.map((one) => [one.person.phone, one]))
  const got = new Map<Tryer, Offer>()
  for (const { kind, receiver, content } of deliveries) {
    const offer = kind === 'sms' && offerOf.get(String(content.templateCode))
    const one = byPhone.get(receiver)
    if (offer && one) got.set(one, offer)
  }
  return got
}

/** Everybody who was offered a trial pack for nothing comes for it, of half the price hardly anybody. */
export const visits = (one: Tryer, offer: Offer | undefined): boolean =>
  offer === 'gift' || (offer === 'half-price' && one.likesHalfPrice)

/** All act at few moments: of each, time stands still once. */
export function trialDeeds(crowd: readonly Tryer[], at: Moment): RoleDeed[] {
  const each = (day: number, time: string, what: string, deedOf: (one: Tryer) => RoleDeed): RoleDeed => ({
    at: at(day, time),
    what,
    async perform(sandbox) {
      for (const one of crowd) await deedOf(one).perform(sandbox)
    },
  })
  const {
    from,
    opening: { at: opened },
  } = trial
  return [
    each(from, '10:00', '顾客申请新品试用', (one) =>
      lead(one, from, '10:00', {
        form: trial.form,
        sourceChannel: one.isOfStores ? trial.fromStores : trial.fromWeb,
      }),
    ),
    {
      at: at(opened.day, '09:55'),
      what: '短信网关开始拦截文案',
      async perform(sandbox) {
        for (const { person } of crowd.filter(({ isOfStores }) => isOfStores)) {
          await sandbox.addFault({
            ...{ platform: 'aliyun', api: 'SendSms', kind: 'errcode', code: refusal },
            ...{ receiver: person.phone, times: 1 },
          })
        }
      },
    },
    {
      at: at(opened.day, '16:00'),
      what: '收到邀请的顾客预约到店',
      async perform(sandbox) {
        const got = offersOf(crowd, await sandbox.deliveries({ platform: 'aliyun', kind: 'sms' }))
        for (const one of crowd.filter((each) => visits(each, got.get(each)))) await books(sandbox, one)
      },
    },
    {
      at: at(trial.to, '11:00'),
      what: '试过的顾客下单',
      async perform(sandbox) {
        for (const one of crowd.filter(({ buys }) => buys)) {
          await order(one, 'paid', trial.to, '11:00', { orderId: 'trial' }).perform(sandbox)
        }
      },
    },
  ]
}

const books = (sandbox: Sandbox, { person }: Tryer): Promise<void> =>
  sandbox.submitLead({
    person: person.name,
    id: `visit-${person.name}`,
    form: trial.visit,
    sourceChannel: trial.fromStores,
  })

/** What must come of the crowd by the rules, given who was offered what. */
export function expectedOfCrowd(crowd: readonly Tryer[], got: ReadonlyMap<Tryer, Offer>): Expectation {
  const ofStores = crowd.filter(({ isOfStores }) => isOfStores).length
  const heldOut = crowd.length - got.size
  const buyers = crowd.filter(({ buys }) => buys).length
  return {
    customers: crowd.length,
    // An offer, the 群发 that came at the second try, and of an order its confirmation.
    touches: {
      'sms.delivered': got.size + ofStores + buyers,
      'sms.failed': ofStores,
      'sms.skipped': heldOut,
    },
    skips: { holdout: heldOut },
    runs: {
      [`${trial.flow.id}.completed`]: crowd.length,
      [`${trial.opening.id}.completed`]: ofStores,
      [`${trial.again.id}.completed`]: ofStores,
      'new-buyer-activation.active': buyers,
    },
    goals: { [trial.flow.id]: crowd.filter((one) => visits(one, got.get(one))).length },
  }
}
