import { askRunning } from '../../server/ask-running.ts'
import type { Config } from '../../server/config.ts'
import { bad, examine, type Found, ok, skipped } from '../../server/doctor/check.ts'
import { storeChecks } from '../../server/doctor/store-checks.ts'
import { storeNeedsOf } from '../../server/doctor/store-needs.ts'
import { operatorPaths } from '../../server/operator-signature.ts'
import type { Answer, Command, Context } from '../command.ts'
import { Refusal } from '../refusal.ts'
import type { World } from '../world.ts'

/** Whether everything is set up: what the store shows, and what only a running Kelu can ask of the platforms. */
export const doctor: Command = {
  usage: 'doctor',
  summary: '体检：设置、密钥、存储、索引、时钟、企业微信、小程序、短信、邮件；每个不对的都说怎么办',
  async run(context) {
    const found = await lookAtAll(context)
    const faulty = found.some(({ kind }) => kind === 'bad')
    const bads = found.filter(({ kind }) => kind === 'bad').length
    return {
      lines: [...found.flatMap(linesOf), '', faulty ? `${bads} 项不对，按 → 后面的话处理` : '没有发现问题'],
      json: { healthy: !faulty, findings: found },
      ...(faulty && { faulty: true as const }),
    } satisfies Answer
  },
}

const settings = { id: 'settings', title: '设置' }
const keys = { id: 'keys', title: '密钥' }
const store = { id: 'store', title: '存储' }

/** What comes later leans on what comes before: where that is missing, the look ends there and says so. */
async function lookAtAll({ settings: given, world }: Context): Promise<Found[]> {
  let config: Config
  try {
    config = given.config()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return [
      { ...settings, ...bad(flat(error.lines), '按 .env.example 里的说明改正；改好以前其他的没法检查') },
    ]
  }
  const first: Found[] = [{ ...settings, ...ok('读得懂，没有缺的') }]
  let opened: World
  try {
    opened = await world()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return [...first, ...refusedToOpen(error)]
  }
  return [
    ...first,
    { ...keys, ...ok('和存储里的数据对得上') },
    { ...store, ...ok('打得开，版本一致') },
    ...(await examine(
      storeChecks,
      storeNeedsOf({
        ...{ ...opened, ...opened.stores, people: opened },
        definitions: opened.snapshot.definitions,
      }),
    )),
    ...(await askPlatforms(opened, config)),
  ]
}

function refusedToOpen({ code, lines }: Refusal): Found[] {
  const [what = '', ...todo] = lines
  if (code === 'settings') return [{ ...keys, ...bad(flat(lines), '把原来的密钥放回 .env') }]
  return [{ ...store, ...bad(what, todo.join('；') || '按上面说的处理；打开以前其他的没法检查') }]
}

async function askPlatforms(opened: World, config: Config): Promise<Found[]> {
  const running = { id: 'running', title: '运行中的客旅' }
  const off = config.off.length === 0 ? '' : '没有配置的平台不检查；'
  const asked = await askRunning<{ findings: Found[] }>(opened, operatorPaths.doctor)
  switch (asked.kind) {
    case 'answer':
      return [
        { ...running, ...ok(`由 ${asked.from.host} ${asked.from.pid} 检查平台`) },
        ...asked.value.findings,
      ]
    case 'nobody':
      return [
        { ...running, ...skipped(`没有在运行的：${off}平台、回调地址、Redis 都没有检查，启动后再运行一次`) },
      ]
    case 'noAnswer':
      return [{ ...running, ...bad(asked.why.join('；'), '看看它的日志，或在它那台机器上运行 kelu doctor') }]
  }
}

const marks = { ok: '✓', bad: '✗', skipped: '–' } as const

function linesOf(finding: Found): string[] {
  const line = `${marks[finding.kind]} ${finding.title}：${finding.says}`
  return finding.kind === 'bad' ? [line, `    → ${finding.todo}`] : [line]
}

const flat = (lines: readonly string[]): string => lines.map((line) => line.trim()).join(' ')
