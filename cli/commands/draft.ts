import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { readDrafts } from '../../domain/definitions/draft-text.ts'
import type { DraftView, Editor } from '../../domain/definitions/drafts.ts'
import { numberInUse } from '../../domain/definitions/drafts.ts'
import { inColumns } from '../columns.ts'
import type { Command } from '../command.ts'
import { type DefinitionName, readName } from '../definition-name.ts'
import { Refusal } from '../refusal.ts'
import { timeText } from '../time-words.ts'
import { untestedAmong } from '../untested.ts'
import type { World } from '../world.ts'
import { changeLine } from './push.ts'

export const draftList: Command = {
  usage: 'draft list',
  summary: '列出所有草稿：写自哪个版本，谁在写',
  async run({ world }) {
    const opened = await world()
    const rows = (await opened.drafts.list()).map(({ _id: key, basedOn, by, at, lease }) => ({
      key,
      basedOn,
      inUse: numberInUse(opened.snapshot, key),
      by,
      at,
      writing: lease.until > opened.realClock.now() ? lease.by : null,
    }))
    const lines = inColumns(
      rows.map(({ key, basedOn, inUse, by, at, writing }) => [
        key,
        basedOn === 0 ? '新的' : `写自 @${basedOn}`,
        basedOn === inUse ? '' : `正在用的已经是 @${inUse}`,
        `${by} ${timeText(at)} 保存`,
        writing === null ? '' : `${writing} 正在写`,
      ]),
    )
    return { lines: rows.length === 0 ? ['没有草稿'] : lines, json: rows }
  },
}

export const draftShow: Command = {
  usage: 'draft show <kind:id>',
  summary: '显示一份草稿的原文，以及发布前要改正的地方',
  async run({ args, world }) {
    const name = readName(args[0])
    const opened = await world()
    const found = await opened.drafts.read(name.kind, name.id)
    if (found === null) throw noDraft(name)
    return { lines: [found.draft.text.trimEnd(), ...standingOf(found, opened)], json: told(found, opened) }
  },
}

export const draftTake: Command = {
  usage: 'draft take <kind:id>',
  summary: '开始写一份草稿，或接手别人正在写的：他还没保存的会另存一份',
  asks: true,
  async run({ args, world, confirm }) {
    const { kind, id, key } = readName(args[0])
    const opened = await world()
    const editor = editorOf(opened)
    const present = await opened.drafts.open(kind, id, editor)
    const isTheirs = present.mode === 'readOnly'
    if (isTheirs) {
      await confirm({
        lines: [`${key} 的草稿 ${present.draft.lease.by} 正在写：接手后他不能再保存，没保存的另存一份`],
        json: { key, writing: present.draft.lease.by },
      })
    }
    const mine = isTheirs ? await opened.drafts.takeOver(kind, id, editor) : present
    const next = `改好后 kelu draft save ${key} <文件>`
    return { lines: [`${key} 的草稿现在由 ${editor.by} 写；${next}`], json: told(mine, opened) }
  },
}

export const draftSave: Command = {
  usage: 'draft save <kind:id> <file>',
  summary: '把文件的内容存进草稿，写错了也能存；还没有草稿就新建一份',
  options: [['--seen', '别人发布过的新版本已经看过，这份草稿改在它之上']],
  async run({ args, options, world }) {
    const { kind, id, key } = readName(args[0])
    const text = await textOf(args[1] ?? '')
    const opened = await world()
    const editor = editorOf(opened)
    const present = await opened.drafts.open(kind, id, editor)
    if (present.mode === 'readOnly') throw writing(key, present.draft.lease.by)
    const inUse = numberInUse(opened.snapshot, key)
    const basedOn = options.seen === true ? inUse : undefined
    const saved = await opened.drafts.save(kind, id, {
      editor,
      text,
      ...(basedOn !== undefined && { basedOn }),
    })
    if (saved.kind === 'copied') {
      throw new Refusal(
        'draft.taken',
        [`没有存进草稿：${saved.heldBy ?? '别人'}刚刚接手或发布了它，这份内容另存了一份`],
        { key, heldBy: saved.heldBy },
      )
    }
    return { lines: [`已保存 ${key} 的草稿`, ...standingOf(saved, opened)], json: told(saved, opened) }
  },
}

export const draftDrop: Command = {
  usage: 'draft drop <kind:id>',
  summary: '丢弃一份草稿；正在用的版本不变',
  asks: true,
  async run({ args, world, confirm }) {
    const name = readName(args[0])
    const { kind, id, key } = name
    const opened = await world()
    if ((await opened.drafts.read(kind, id)) === null) throw noDraft(name)
    const editor = editorOf(opened)
    const present = await opened.drafts.open(kind, id, editor)
    if (present.mode === 'readOnly') throw writing(key, present.draft.lease.by)
    const { by, at } = present.draft
    await confirm({
      lines: [`丢弃 ${key} 的草稿（${by} ${timeText(at)} 保存），找不回来；正在用的版本不变`],
      json: { key, by, at },
    })
    // Somebody may have taken it over while we asked.
    if (!(await opened.drafts.discard(kind, id, editor))) throw writing(key, '别人')
    return { lines: [`已丢弃 ${key} 的草稿`], json: { key, dropped: true } }
  },
}

export const draftPublish: Command = {
  usage: 'draft publish <kind:id...>',
  summary: '一起发布几份互相用到的草稿，要么全部生效，要么都不生效；流程里的人留在原版本',
  asks: true,
  async run({ args, world, confirm }) {
    const names = args.map(readName)
    const opened = await world()
    const drafts = await Promise.all(
      names.map(async (name) => {
        const draft = await opened.stores.drafts.find(name.key)
        if (draft === null) throw noDraft(name)
        return draft
      }),
    )
    const besides = { inUse: opened.snapshot.definitions, draftKeys: [], now: opened.clock.now() }
    const read = [...readDrafts(drafts, besides).definitions.values()].map(({ definition }) => definition)
    const untested = await untestedAmong(read, opened)
    await confirm({
      lines: [
        `一起发布 ${drafts.length} 份草稿：`,
        ...inColumns(drafts.map(({ _id, by, at }) => [`  ${_id}`, `${by} ${timeText(at)} 保存`])),
        ...untested.map(({ line }) => line),
      ],
      json: { keys: drafts.map(({ _id }) => _id), untested },
    })
    const { number, changes } = await opened.publishDrafts(drafts, opened.by)
    return {
      lines: [...changes.map(changeLine), `已发布第 ${number} 次，运行中的客旅两秒内生效`],
      json: { publication: number, changes, untested },
    }
  },
}

/** All command lines of one account on one machine are one page: a draft begun by one is saved by the next. */
const editorOf = ({ by }: Pick<World, 'by'>): Editor => ({ session: `${by}@${hostname()}`, by })

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new Refusal('file.unreadable', [`读不了文件 ${file}：${(error as NodeJS.ErrnoException).code}`])
  }
}

/** What keeps it from being published, for people. */
function standingOf({ draft, faults, warnings }: DraftView, { snapshot }: World): string[] {
  const inUse = numberInUse(snapshot, draft._id)
  const moved =
    draft.basedOn === inUse
      ? []
      : [`它写自 @${draft.basedOn}，正在用的已经是 @${inUse}：看过之后，用 draft save --seen 改在它之上`]
  const lines = [
    ...faults.map((one) => ['错误', one] as const),
    ...warnings.map((one) => ['提醒', one] as const),
  ]
  return [
    '',
    ...moved,
    ...lines.map(
      ([word, { line, column, expected, todo }]) =>
        `${word}  第 ${line} 行第 ${column} 字：应为${expected}；${todo}`,
    ),
    faults.length === 0 ? '没有错误，可以发布' : `改正 ${faults.length} 处错误后才能发布`,
  ]
}

function told({ draft, faults, warnings }: DraftView, { snapshot }: World) {
  const { _id: key, text, basedOn, by, at, lease } = draft
  return {
    key,
    text,
    basedOn,
    inUse: numberInUse(snapshot, key),
    by,
    at,
    writing: lease.by,
    faults,
    warnings,
  }
}

const noDraft = ({ key }: DefinitionName): Refusal =>
  new Refusal('draft.not_found', [`${key} 没有草稿；kelu draft take ${key} 开始写一份`], { key })

const writing = (key: string, by: string): Refusal =>
  new Refusal('draft.held', [`${key} 的草稿 ${by} 正在写：等他写完，或 kelu draft take ${key} 接手`], {
    key,
    by,
  })
