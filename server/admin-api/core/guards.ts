import { keyScopeNames } from '../../../domain/api-keys/key-scopes.ts'
import { holdsKey } from '../../../domain/api-keys/token.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { Context, Guard } from '../../../http/context.ts'
import { jsonOf, readBody, readBytes } from '../../../http/read-body.ts'
import type { Terms } from './endpoint.ts'
import { AdminRefusal } from './refuse.ts'

const bodyBytes = 64 * 1024

/** @throws AdminRefusal when a change is asked for by a page that is not ours */
export function requireOwnOrigin(ctx: Context, origin: string): void {
  const given = ctx.get('origin')
  if (given === origin || isThisMachine(given, ctx.get('host'))) return
  throw new AdminRefusal(403, 'origin.foreign', `请从 ${origin}/admin/ 打开页面再操作`)
}

/** The page was loaded from this machine's own address, whatever people elsewhere reach us by: in a try-out, or by a tunnel. */
function isThisMachine(origin: string, host: string): boolean {
  return /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(origin) && origin === `http://${host}`
}

/** @throws session.invalid without a log-in, or AdminRefusal for a role the operation does not name */
export function requireRole(terms: Terms, caller: Caller | null): void {
  if (terms.roles === 'anybody') return
  if (caller === null) throw new DomainError('session.invalid')
  if (caller.role !== 'integration' && terms.roles.includes(caller.role)) return
  throw new AdminRefusal(403, 'role.forbidden', '您没有做这件事的权限，需要时请找负责人开通')
}

/** @throws AdminRefusal for an operation that is not for keys, or a key that was not given its scope */
export function requireScope({ scope }: Terms, { keyScopes = [] }: Caller): void {
  if (scope === undefined) throw new AdminRefusal(403, 'key.not_for_this', '这个操作不对接口密钥开放')
  if (keyScopes.includes(scope)) return
  const says = `这把密钥没有「${keyScopeNames[scope]}」（${scope}）的权限，请找负责人在 系统 → 接口密钥 里加上`
  throw new AdminRefusal(403, 'key.scope_missing', says)
}

/** @throws AdminRefusal where a key stands in the address: those are written down by every proxy on the way */
export const refuseKeyInAddress: Guard = async function refuseKeyInAddress(ctx, next) {
  if (holdsKey(ctx.url)) {
    const says =
      '密钥不能写在网址里：网址会被沿途记下。放进 Authorization: Bearer 头；这一把请马上停用，换一把新的'
    throw new AdminRefusal(400, 'key.in_address', says)
  }
  await next()
}

/** A line that is slow takes a while for a file. */
const wholeFileMs = 60_000

/** The bytes of a file. What they are is decided by the bytes; a form of another site cannot say these types. */
export function readFile(ctx: Context, { fileTypes = [], bodyBytes: limit = bodyBytes }: Terms) {
  if (!fileTypes.some((type) => ctx.get('content-type') === type)) {
    throw new AdminRefusal(415, 'request.not_a_file', wrongFile(fileTypes))
  }
  return readBytes(ctx, limit, wholeFileMs)
}

/** What to choose instead, by what may be sent. */
function wrongFile(fileTypes: NonNullable<Terms['fileTypes']>): string {
  const isPicture = fileTypes.some((type) => type.startsWith('image/'))
  return isPicture ? '这种文件不能上传，选一张 PNG、JPEG 或 GIF 图片' : '这种文件不能上传，选一个 .xlsx 文件'
}

/** The JSON of the body. A form of another site cannot say that it is JSON without asking first. */
export async function readJson(ctx: Context, terms: Terms): Promise<unknown> {
  if (!ctx.is('application/json')) {
    throw new AdminRefusal(415, 'request.not_json', '请求的格式不对')
  }
  return jsonOf(await readBody(ctx, terms.bodyBytes ?? bodyBytes))
}
