import { link, maxTextChars } from '../mainland-sms.ts'
import { NumberRefusal } from './call.ts'

const maxCodeDigits = 6
/** 6 to 12 depending on the account; here the widest. */
const maxValueChars = 12

/**
 * The text as it arrives, or why it may not be sent.
 * @throws NumberRefusal for values too many, too few, too long, or holding a link
 */
export function fillTemplate(
  signName: string,
  template: { text: string; type: string },
  values: readonly string[],
): string {
  const wanted = new Set(template.text.match(/\{\d+\}/g)).size
  if (values.length !== wanted) {
    throw new NumberRefusal(
      'FailedOperation.TemplateParamSetNotMatchApprovedTemplate',
      'request content does not match the template content',
    )
  }
  for (const value of values) check(value, template.type)
  const filled = template.text.replace(/\{(\d+)\}/g, (_mark, number: string) => values[Number(number) - 1]!)
  const text = `【${signName}】${filled}`
  if ([...text].length > maxTextChars) {
    throw new NumberRefusal('InvalidParameterValue.ContentLengthLimit', 'the SMS content is too long')
  }
  return text
}

function check(value: string, type: string): void {
  if (value === '')
    refuse('TemplateParameterFormatError', 'the format of the template parameter is incorrect')
  if (link.test(value)) {
    refuse('ProhibitedUseUrlInTemplateParameter', 'use of URL in template parameter is prohibited')
  }
  if (type === 'code' && !/^\d+$/.test(value)) {
    refuse('TemplateParameterFormatError', 'the verification code can only be numbers of 0-9')
  }
  if ([...value].length > (type === 'code' ? maxCodeDigits : maxValueChars)) {
    refuse('TemplateParameterLengthLimit', 'the length of the template parameter exceeds the limit')
  }
}

function refuse(what: string, message: string): never {
  throw new NumberRefusal(`InvalidParameterValue.${what}`, message)
}
