import type { Platforms } from '../../server/wiring/platforms.ts'
import {
  offCorpTags,
  offMessenger,
  offReportMessenger,
  offSender,
  offTransfers,
} from '../../server/wiring/switched-off.ts'

const off = offSender('off')
const noPushes = {
  parseReports: () => ({ items: [], malformed: 0 }),
  parseUplinks: () => ({ items: [], malformed: 0 }),
}

/** Nothing outside: a test puts in what it is about. */
export const noPlatforms: Platforms = {
  senders: { welcome: off, kf: off, miniprogram: off, email: off, sms: off },
  messenger: offMessenger,
  reportMessenger: offReportMessenger,
  staffSms: off,
  groupMessages: null,
  kf: null,
  contacts: { read: async () => null },
  corp: null,
  corpTags: offCorpTags,
  contactWays: null,
  friendRemarks: null,
  transfers: offTransfers,
  miniProgramLogin: null,
  miniProgramPhones: null,
  pageLinkMaker: null,
  shippingDuty: null,
  staffLogin: null,
  staffBehaviour: null,
  pageSigner: null,
  smsHooks: { aliyun: noPushes, tencent: noPushes },
  keepPicturesReady: async () => 0,
  checks: [],
  probes: {
    wecom: null,
    kf: null,
    miniprogram: null,
    money: null,
    sms: null,
    email: null,
    redis: null,
    clocks: [],
  },
  coordinationDown: null,
  close() {},
}
