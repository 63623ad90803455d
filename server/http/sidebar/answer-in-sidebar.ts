import type { Next } from 'koa'
import type { Context } from '../../../http/context.ts'
import { type HttpError, refusalOf } from '../../../http/errors.ts'
import { noteRefusal } from '../../../http/refusal-note.ts'
import { presentSentence } from './frame.ts'

const sentences: Record<string, string> = {
  'customer.not_yours':
    '看不到这位客户：你们不是企业微信好友，也不在你负责的范围里。刚加的好友，等一分钟再打开。',
  'friend.gone': '企业微信里你们已经不是好友，备注改不了。',
  'friend.foreign_id': '企业微信认不出这位客户：编号是别的应用给的。从客户的聊天里打开侧边栏再改。',
  'identity.malformed': '看不到这位客户：打开一位客户的聊天再看。',
  'task.not_found': '任务不存在或链接已失效。',
  'task.not_yours': '该任务已由其他同事跟进。',
  'task.closed': '该任务已结束。',
  'task.bad_time': '请选 14 天以内、还没到的时间。',
  'staff.not_found': '没有这样一位同事可以接手，暂时无法转交。',
  'staff.off_duty': '这位同事今天不上班，请选其他同事。',
  'session.invalid': '登录已过期，请重新打开侧边栏。',
  'login.refused': '登录没有成功，请关掉侧边栏再打开一次。',
  'form.stale': '页面已过期，请重新打开侧边栏。',
  'platform.unavailable': '企业微信暂时连不上，请稍后再试。',
}

/** Refusals as a page people can read, with the same status as elsewhere. */
export async function answerInSidebar(ctx: Context, next: Next): Promise<void> {
  ctx.set('Cache-Control', 'no-store, private')
  ctx.set('Referrer-Policy', 'no-referrer')
  try {
    await next()
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal) throw error
    noteRefusal(ctx, error)
    ctx.status = refusal.status
    ctx.type = 'html'
    ctx.body = presentSentence(sentenceOf(refusal), wayBack(ctx))
  }
}

/** From a form that was refused back to the customer it was about. */
function wayBack({ method, path }: Context): { path: string; name: string } | undefined {
  const [, back] = /^(\/sidebar\/c\/[\w-]+)\//.exec(path) ?? []
  return method === 'POST' && back !== undefined ? { path: back, name: '回到这位客户' } : undefined
}

function sentenceOf({ code, status, data }: HttpError): string {
  const known = sentences[code]
  if (known) return known
  if (status >= 500) return '系统繁忙，请稍后再试。'
  // Forms say what is missing in words of their own; what only a forger sends has none.
  const expected = (data.faults as { expected: string }[] | undefined)?.[0]?.expected ?? ''
  return /^\p{Script=Han}/u.test(expected) ? expected : '请求有误，请重新打开侧边栏。'
}
