import { regular } from './buyers.ts'
import { join, looksAround, scanCode, slot } from './deeds.ts'
import { type Expectation, merge } from './expectation.ts'
import type { Role } from './role.ts'

/** 中秋 in this story: codes made on the page, a 群发 that salespeople are asked to send, and who is left alone. */
export const festival = {
  id: 'mid-autumn',
  name: '中秋问候',
  /** Of the starter templates; its SMS is for those whom no salesperson sent it. */
  message: 'mid-autumn',
  smsTemplate: 'SMS_100025',
  sourceChannel: '中秋活动',
  welcome: 'welcome-festival',
  planned: { day: 7, time: '15:00' },
  at: { day: 8, time: '10:00' },
  /** Then those whom nobody sent it get the SMS, in time for the noon break. */
  confirmUntil: '12:00',
} as const

/** Codes that 周敏 makes on the page on the first morning: 韩梅梅 sends what she is asked to, 周婷 lets it lie. */
export const codes = [
  { id: 'festival-one', name: '中秋 门店一部', members: ['hanmei'] },
  { id: 'festival-three', name: '中秋 门店三部', members: ['zhouting'] },
] as const

const [sentByHanMei, leftByZhouTing] = codes
const welcomed: Expectation = { callbacks: 1, touches: { 'welcome.sent': 1 } }
const greeted: Expectation = { runs: { [`${festival.id}.completed`]: 1 } }

/** 吴强 leaves on the afternoon of this day; what he had is handed over to 李雷, whose customers they are a day later. */
export const leaves = { userid: 'wuqiang', to: 'lilei', day: 1, time: '16:00' } as const

/** M7: scans the code, is welcomed with a picture, and gets the greeting from 韩梅梅. */
const festivalGuest: Role = {
  name: 'festivalGuest',
  share: 5,
  deeds: (script) => [
    scanCode(script, 1, slot(script.n, 9), sentByHanMei.id),
    ...join(script, 1, slot(script.n, 10), festival.sourceChannel),
  ],
  expect: () => merge(welcomed, greeted, { touches: { 'wecom.sent': 1 } }),
  staffOf: () => 'hanmei',
}

/** M7 as well; 周婷 never sends it, so that it comes by SMS at noon. */
const festivalWaiter: Role = {
  name: 'festivalWaiter',
  share: 5,
  deeds: (script) => [
    scanCode(script, 1, slot(script.n, 9), leftByZhouTing.id),
    ...join(script, 1, slot(script.n, 10), festival.sourceChannel),
  ],
  expect: () => merge(welcomed, greeted, { touches: { 'sms.delivered': 1 }, fallbacks: 1 }),
  staffOf: () => 'zhouting',
}

/** 勿扰: wrote 别再发了, so that 韩梅梅 left them alone; neither the greeting comes nor what M3 has for them, on any channel. */
const leftAlone: Role = {
  name: 'leftAlone',
  share: 5,
  deeds: (script) => [
    scanCode(script, 1, slot(script.n, 11), sentByHanMei.id),
    ...regular(script, 12, festival.sourceChannel),
  ],
  expect: () =>
    merge(welcomed, greeted, {
      touches: { 'wecom.skipped': 3 },
      skips: { 勿扰: 3 },
      runs: { 'repurchase.completed': 1 },
      // A call is no message: sales follow up all the same.
      tasks: { done: 1 },
    }),
  followUp: () => 'finish',
  staffOf: () => 'hanmei',
}

/** Was 吴强's, who accepted what to do about them and left: 李雷 finishes it, and sends them the greeting. */
const handedOver: Role = {
  name: 'handedOver',
  share: 5,
  deeds: (script) => [
    ...join(script, 1, slot(script.n, 9), festival.sourceChannel),
    ...looksAround(script, 1, slot(script.n, 13)),
  ],
  expect: () =>
    merge(welcomed, greeted, {
      // WeCom tells that one friendship ended and the other began.
      callbacks: 2,
      touches: { 'wecom.sent': 1 },
      tasks: { done: 1 },
    }),
  followUp: () => 'accept',
  staffOf: () => leaves.userid,
}

/** Those of the festival. */
export const festivalRoles: Role[] = [festivalGuest, festivalWaiter, leftAlone, handedOver]
