import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { SmsLogin } from '../../../domain/sales/sms-login.ts'
import type { Context } from '../../../http/context.ts'
import { cookieOf, setCookie } from '../../../http/cookies.ts'
import { equalSecret } from '../../../http/equal.ts'
import { escapeHtml } from '../../../http/page.ts'
import { parse } from '../../../http/parse.ts'
import { readBody } from '../../../http/read-body.ts'
import { HttpRefusal } from '../../../http/refusal.ts'
import type { createStaffSession } from '../staff/staff-session.ts'
import { presentFrame } from './frame.ts'

/** No code of a task has a hyphen. */
export const smsLoginPath = '/task/sms-login'

const formCookie = 'kelu_sms_login'
const formMs = 15 * 60_000
const home = '/task'

const common = {
  csrf: z.string().max(100),
  /** A page of ours to come back to: never another site. */
  to: z.string().regex(/^\/task(\/[\w-]{1,64})?$/),
  phone: z.string().max(40, '请填写 11 位手机号。'),
}
const askForm = z.object(common)
const enterForm = z.object({ ...common, code: z.string().max(40, '请填写 6 位验证码。') })

/** WeCom's and WeChat's browsers log in by WeCom; every other one would be told to open WeChat. */
export function isInWecom(ctx: Context): boolean {
  return /wxwork|micromessenger/i.test(ctx.get('User-Agent'))
}

/** The pages by which a salesperson logs in with a code by SMS. */
export function createSmsLoginPages(deps: {
  smsLogin: SmsLogin
  session: Pick<ReturnType<typeof createStaffSession>, 'open'>
  publicUrl: string
}) {
  const { smsLogin, session, publicUrl } = deps
  const ours = { path: home, sameSite: 'lax', https: publicUrl.startsWith('https:') } as const

  /** Only this browser can send the form back: another site has no way to the cookie. */
  function newForm(ctx: Context): string {
    const csrf = randomBytes(24).toString('base64url')
    setCookie(ctx, { name: formCookie, value: csrf, maxAgeMs: formMs, ...ours })
    return csrf
  }

  async function readForm<T extends { csrf: string }>(ctx: Context, schema: z.ZodType<T>): Promise<T> {
    const form = parse(schema, Object.fromEntries(new URLSearchParams(await readBody(ctx, 4 * 1024))))
    const csrf = cookieOf(ctx, formCookie)
    if (!csrf || !equalSecret(form.csrf, csrf)) throw new HttpRefusal('form.stale')
    return form
  }

  return {
    /** Instead of the page somebody wants to see. */
    show(ctx: Context, to: string): void {
      ctx.status = 401
      ctx.type = 'html'
      ctx.body = presentFrame({ title: '登录', body: phoneForm({ csrf: newForm(ctx), to }) })
    },

    /** POST /task/sms-login/code */
    async ask(ctx: Context): Promise<void> {
      const { phone, to, csrf } = await readForm(ctx, askForm)
      await smsLogin.ask(phone, { address: ctx.ip })
      ctx.type = 'html'
      ctx.body = presentFrame({ title: '登录', body: codeForm({ csrf, to, phone }) })
    },

    /** POST /task/sms-login */
    async enter(ctx: Context): Promise<void> {
      const { phone, to, code } = await readForm(ctx, enterForm)
      const userid = await smsLogin.enter({ phone, code }, { address: ctx.ip })
      await session.open(ctx, userid)
      setCookie(ctx, { name: formCookie, value: '', maxAgeMs: 0, ...ours })
      ctx.status = 303
      ctx.set('Location', to)
    },
  }
}

const hidden = (fields: Record<string, string>): string =>
  Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join('')

function phoneForm(fields: { csrf: string; to: string }): string {
  return `<section><h2>用短信验证码登录</h2><p class="quiet">在企业微信里打开不用登录。这里不是企业微信，请填写你登记的手机号。</p>
<form method="post" action="${smsLoginPath}/code">${hidden(fields)}
<label class="field"><span>手机号</span><input name="phone" type="tel" inputmode="tel" autocomplete="tel" required maxlength="40"></label>
<button class="primary" type="submit">发送验证码</button></form></section>`
}

function codeForm({ phone, ...fields }: { csrf: string; to: string; phone: string }): string {
  return `<section><h2>填写验证码</h2><p class="quiet">这个手机号如果登记过，验证码已经发出，5 分钟内有效，可以试 5 次。没收到请一分钟后再要一次。</p>
<form method="post" action="${smsLoginPath}">${hidden({ ...fields, phone })}
<label class="field"><span>6 位验证码</span><input name="code" type="text" inputmode="numeric" autocomplete="one-time-code" required maxlength="12"></label>
<button class="primary" type="submit">登录</button></form></section>
<a class="button" href="${escapeHtml(fields.to)}">换个手机号，或再要一次</a>`
}
