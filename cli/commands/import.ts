import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DomainError } from '../../domain/errors.ts'
import { type ImportKindName, importKinds } from '../../domain/imports/contract.ts'
import { importDeed } from '../../domain/imports/import-deed.ts'
import { partBytes } from '../../domain/imports/kept-file.ts'
import { stillSince } from '../../domain/imports/still-since.ts'
import type { Import, ImportMapping } from '../../models/imports.ts'
import type { Command } from '../command.ts'
import { badRowLines, columnLines, countLines } from '../import-lines.ts'
import { mappingFrom } from '../import-mapping.ts'
import { Refusal, WrongUsage } from '../refusal.ts'
import { timeText } from '../time-words.ts'
import type { World } from '../world.ts'

/** Real time between two looks at how far it is. */
const lookEveryMs = 500
const badRowsShown = 10

/** Takes a file of another system over: sent and mapped from here, checked and taken over by the running Kelu. */
export const importFile: Command = {
  usage: 'import <kind> <file>',
  summary:
    '导入 CSV 或 .xlsx：kind 是 customers 客户、orders 订单、tags 标签、products 商品、coupons 优惠券；先试导入，看清楚再存，不给任何人发消息。由运行中的客旅来做',
  options: [
    [
      '--column <header=target...>',
      '这一列是什么，如 手机=phone；等号后面空着就不导入这一列。没写的列自动对应',
    ],
    ['--all <target=text...>', '文件里没有、所有行都一样的，如 consent.text=会员条款v3'],
  ],
  asks: true,
  async run({ args, options, world, confirm, note }) {
    const [kind = '', path = ''] = args
    if (!isKind(kind)) throw new WrongUsage(`没有“${kind}”这种文件：${importKinds.join('、')}`)
    const opened = await world()
    await refuseAlone(opened)
    const read = await inWords(() => send({ kind, path }, opened))
    note('文件已传好')
    const mapping = mappingFrom(read, opened.imports.targets(kind), options)
    await noted('checked', opened, () => opened.imports.check(read._id, mapping))
    const checked = await ended(read._id, 'checking', opened, note)
    const columns = columnLines(read, mapping, opened.imports.targets(kind))
    const before = [
      ...columns,
      ...countLines(kind, checked.checked ?? {}),
      ...(await faults(checked, opened)),
    ]
    await confirm({
      lines: [...before, '以上是试导入，还没有存'],
      json: { id: read._id, columns: columnsOf(read, mapping), counts: checked.checked },
    })
    await noted('run', opened, () => opened.imports.run(read._id))
    const done = await ended(read._id, 'running', opened, note)
    return {
      lines: ['导入完了', ...countLines(kind, done.counts)],
      json: { id: done._id, state: done.state, columns: columnsOf(read, mapping), counts: done.counts },
    }
  },
}

const isKind = (kind: string): kind is ImportKindName => (importKinds as readonly string[]).includes(kind)

async function refuseAlone({ stores }: World): Promise<void> {
  const living = await stores.processes.living()
  if (living.every(({ role }) => role === 'web'))
    throw new Refusal('import.nobody', ['现在没有在运行的客旅来导入：先启动客旅，再试一次'])
}

async function send({ kind, path }: { kind: ImportKindName; path: string }, world: World): Promise<Import> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal('file.unreadable', [`读不到 ${path}：${error.code ?? error.message}`])
  })
  try {
    const { size } = await file.stat()
    const by = { id: world.by, name: world.by }
    const { _id } = await world.imports.begin({ kind, name: basename(path), sizeBytes: size, by })
    for (let number = 0; number * partBytes < size; number++) {
      const length = Math.min(partBytes, size - number * partBytes)
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, number * partBytes)
      await world.imports.addPart(_id, number, buffer.subarray(0, bytesRead))
    }
    return refuseRefused(await world.imports.read(_id))
  } finally {
    await file.close()
  }
}

/** Once it is in that state no longer. */
async function ended(
  id: string,
  state: Import['state'],
  { stores, realClock }: World,
  note: (line: string) => void,
): Promise<Import> {
  for (;;) {
    const one = await stores.imports.find(id)
    if (one === null) throw new Refusal('import.not_found', ['这次导入已经不在了'])
    if (one.state !== state) return refuseRefused(one)
    const still = await stillSince(one, { store: stores.imports, now: realClock.now() })
    const at = `${state === 'checking' ? '试导入' : '导入'}到第 ${one.row} 行`
    if (still !== null) note(`${at}，从 ${timeText(still)} 起没有往下走：看 kelu doctor；好了会从这里接着导`)
    else if (one.row > 0) note(at)
    await pause(lookEveryMs)
  }
}

function refuseRefused(one: Import): Import {
  if (one.state === 'refused') throw new Refusal('import.refused', [one.says ?? '这个文件不能导入'])
  if (one.state === 'cancelled') throw new Refusal('import.cancelled', ['这次导入在页面上取消了'])
  return one
}

async function faults(one: Import, { stores }: World): Promise<string[]> {
  const bad = await stores.importBadRows.page(one._id, 0, badRowsShown)
  return badRowLines(bad, one.checked?.bad ?? 0)
}

const columnsOf = ({ headers = [] }: Import, { columns }: ImportMapping) =>
  headers.map((header, at) => ({ header, target: columns[at] ?? null }))

/** As the page notes it. */
async function noted(
  what: 'checked' | 'run',
  { auditLog, by }: World,
  work: () => Promise<Import>,
): Promise<void> {
  await auditLog.record({ memberId: by }, importDeed(what, await inWords(work)))
}

/** What is refused about the file is said by the domain. */
async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'import.refused') throw error
    throw new Refusal(error.code, [String(error.data.says)])
  }
}
