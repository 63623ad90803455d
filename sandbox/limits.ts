import type { SandboxLimits } from './contract.ts'

/** The platforms' own figures; a test may lower one to reach it. */
export const platformLimits: SandboxLimits = {
  // WeCom 访问频率限制 (document 90454): per corp and API.
  wecomPerApiMinute: 10_000,
  wecomPerApiHour: 150_000,
  wecomAccountLimit: 1_000,
  // To one member; what is more is dropped without an error.
  wecomMemberPerMinute: 30,
  wecomMemberPerHour: 1_000,
  wecomTagsPerPair: 3_000,
  wecomCorpTags: 10_000,
  // The threshold is not published; the ban of about an hour is.
  wecomWrongSecretsBeforeBan: 10,
  mpLoginsPerUserMinute: 100,
  mpStableTokensPerMinute: 10_000,
  mpTokensPerDay: 2_000,
  mpSendsPerDay: 10_000_000,
  aliyunCallsPerSecond: 5_000,
  busyMs: 4,
}
