import type { SandboxLimits } from './contract.ts'

/** The platforms' own figures; a test may lower one to reach it. */
const platformLimits: SandboxLimits = {
  // WeCom 访问频率限制 (document 90454): per corp and API, and per address.
  wecomPerApiMinute: 10_000,
  wecomPerApiHour: 150_000,
  wecomPerAddressMinute: 20_000,
  wecomPerAddressHour: 600_000,
  // The threshold of 45033 is not published.
  wecomAtOnce: 1_000,
  wecomAccountLimit: 1_000,
  // To one member; what is more is dropped without an error.
  wecomMemberPerMinute: 30,
  wecomMemberPerHour: 1_000,
  wecomCorpTicketsPerHour: 400,
  wecomAppTicketsPerHour: 100,
  wecomTagsPerPair: 3_000,
  wecomCorpTags: 10_000,
  wecomCustomersPerMember: 50_000,
  wecomTransfersPerPage: 1_000,
  wecomFollowersPerPage: 500,
  wecomContactWays: 500_000,
  // The threshold is not published; the ban of about an hour is.
  wecomWrongSecretsBeforeBan: 10,
  kfSyncPage: 1_000,
  // Without a token the rate is strict; how strict is not published.
  kfSyncsWithoutToken: 5,
  mpLoginsPerUserMinute: 100,
  mpStableTokensPerMinute: 10_000,
  mpStableTokensPerDay: 500_000,
  mpTokensPerDay: 2_000,
  mpSendsPerDay: 10_000_000,
  // Links and schemes together.
  mpLinksPerDay: 500_000,
  aliyunCallsPerSecond: 5_000,
  // The account's own to set; without it there is none.
  aliyunMessagesPerDay: Number.POSITIVE_INFINITY,
  aliyunMessagesPerMonth: Number.POSITIVE_INFINITY,
  tencentCallsPerSecond: 3_000,
  // An enterprise account may set one.
  tencentPerPhoneHour: Number.POSITIVE_INFINITY,
  tencentPerPhoneDay: 10,
  smtpMailBytes: 20 * 1024 * 1024,
  callbackAnswerMs: 5_000,
  callbackEchoMs: 1_000,
  busyMs: 4,
}

/** The limits in force. Who raises those of an API to measure does not want to meet those of the address instead. */
export function limitsFrom(given: Partial<SandboxLimits> = {}): SandboxLimits {
  const limits = { ...platformLimits, ...given }
  const raised = (window: 'Minute' | 'Hour') => {
    const factor = limits[`wecomPerApi${window}`] / platformLimits[`wecomPerApi${window}`]
    return platformLimits[`wecomPerAddress${window}`] * Math.max(1, factor)
  }
  return {
    ...limits,
    wecomPerAddressMinute: given.wecomPerAddressMinute ?? raised('Minute'),
    wecomPerAddressHour: given.wecomPerAddressHour ?? raised('Hour'),
  }
}
