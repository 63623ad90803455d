import { link, maxTextChars } from '../mainland-sms.ts'
import { SmsRefusal } from './call.ts'

const maxValueChars = 35

/**
 * The text as it arrives, or why it may not be sent.
 * @throws SmsRefusal for a value missing, too long, or holding a link
 */
export function fillTemplate(signName: string, template: string, templateParam: string | null): string {
  const values = parseValues(templateParam)
  const filled = template.replace(/\$\{(\w+)\}/g, (_mark, name: string) => {
    const value = values[name]
    if (value === undefined || value === '') {
      throw new SmsRefusal('isv.TEMPLATE_MISSING_PARAMETERS', `模板变量缺少对应参数值: ${name}`)
    }
    if (typeof value !== 'string') throw new SmsRefusal('isv.INVALID_PARAMETERS', `参数格式不正确: ${name}`)
    if (link.test(value)) throw new SmsRefusal('isv.PARAM_NOT_SUPPORT_URL', `不支持URL: ${name}`)
    if ([...value].length > maxValueChars) {
      throw new SmsRefusal('isv.PARAM_LENGTH_LIMIT', `参数超过长度限制: ${name}`)
    }
    return value
  })
  const text = `【${signName}】${filled}`
  if ([...text].length > maxTextChars) throw new SmsRefusal('isv.PARAM_LENGTH_LIMIT', '短信内容超过500字')
  return text
}

function parseValues(templateParam: string | null): Record<string, unknown> {
  if (templateParam === null || templateParam === '') return {}
  try {
    const parsed: unknown = JSON.parse(templateParam)
    if (parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)) {
      return parsed as Record<string, unknown>
    }
  } catch {
    // falls through to the refusal: not JSON at all is the same fault as JSON that is no object
  }
  throw new SmsRefusal('isv.INVALID_JSON_PARAM', '参数格式错误，不是合法的JSON格式')
}
