import type { CorpSize } from '../../sandbox/contract.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { answer } from './answer.ts'

const unlimited = { wecomPerApiMinute: 1e9, wecomPerApiHour: 1e9, busyMs: 0 }
const sandbox = await startSandbox({ settings: { limits: unlimited } })

answer({
  platforms: () => ({ wecomUrl: sandbox.urls.wecom, settings: sandbox.settings }),
  populate: (size: CorpSize) => sandbox.populate(size),
  refusals: () => sandbox.refusals(),
})
