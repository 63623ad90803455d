import type { Next } from 'koa'
import type { Context } from '../../../http/context.ts'
import { type HttpError, refusalOf } from '../../../http/errors.ts'
import { escapeHtml } from '../../../http/page.ts'
import { noteRefusal } from '../../../http/refusal-note.ts'
import { presentFrame } from './frame.ts'

const pages: Record<string, string> = {
  'task.not_found': '任务不存在或链接已失效。',
  'task.not_yours': '该任务已由其他同事跟进。',
  'task.closed': '该任务已结束。',
  'task.bad_time': '请选 14 天以内、还没到的时间。',
  'staff.not_found': '没有这样一位同事可以接手，暂时无法转交。',
  'staff.off_duty': '这位同事今天不上班，请选其他同事。',
  'session.invalid': '登录已过期，请重新打开任务链接。',
  'login.wrong': '验证码不对，或已经过期。请重新获取。',
  'login.locked': '操作太频繁，请过几分钟再试。',
  'identity.malformed': '请填写 11 位手机号。',
  'login.refused': '登录未成功，请在企业微信中重新打开任务链接。',
  'form.stale': '页面已过期，请返回任务页刷新后重试。',
  'platform.unavailable': '企业微信暂时无法连接，请稍后重试。',
}

/** Refusals as a page people can read, with the same status as elsewhere. */
export async function answerInPages(ctx: Context, next: Next): Promise<void> {
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
    ctx.body = presentFrame({
      title: refusal.status < 500 && refusal.code === 'request.malformed' ? '还差一点' : '无法打开',
      back: true,
      body: `<section><p>${escapeHtml(wordsOf(refusal))}</p></section>${wayBack(ctx.path)}`,
    })
  }
}

/** From a form that was refused back to its task. */
function wayBack(path: string): string {
  const task = /^(\/task\/[0-9A-Za-z]+)\/\w+$/.exec(path)?.[1]
  return task ? `<a class="button" href="${task}">回到这条待办</a>` : ''
}

function wordsOf({ code, status, data }: HttpError): string {
  const known = pages[code]
  if (known) return known
  if (status >= 500) return '系统繁忙，请稍后重试。'
  // Forms say what is missing in words of their own; what only a forger sends has none.
  const expected = (data.faults as { expected: string }[] | undefined)?.[0]?.expected ?? ''
  return /^\p{Script=Han}/u.test(expected) ? expected : '请求有误，请返回重试。'
}
