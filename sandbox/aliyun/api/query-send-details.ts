import { shanghaiText } from '../../clock.ts'
import { mainlandPhone } from '../../mainland-sms.ts'
import { required, SmsRefusal } from '../call.ts'
import type { SentSms } from '../state.ts'
import type { AliyunAction } from '../world.ts'

const maxPageSize = 50
const reachesBackMs = 30 * 86_400_000

/** QuerySendDetails: one phone on one day in Shanghai, of the last 30. */
export const querySendDetails: AliyunAction = (query, { state, clock }) => {
  const phone = mainlandPhone(required(query, 'PhoneNumber'))
  if (!phone) throw new SmsRefusal('isv.MOBILE_NUMBER_ILLEGAL', '非法手机号')
  const day = required(query, 'SendDate')
  const pageSize = Number(required(query, 'PageSize'))
  const page = Number(required(query, 'CurrentPage'))
  const earliest = dayOf(new Date(clock.now().getTime() - reachesBackMs))
  if (!/^\d{8}$/.test(day) || day < earliest || day > dayOf(clock.now())) {
    throw new SmsRefusal('isv.INVALID_PARAMETERS', '参数格式不正确: SendDate')
  }
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > maxPageSize) {
    throw new SmsRefusal('isv.INVALID_PARAMETERS', '参数格式不正确: PageSize')
  }
  if (!Number.isInteger(page) || page < 1) {
    throw new SmsRefusal('isv.INVALID_PARAMETERS', '参数格式不正确: CurrentPage')
  }
  const bizId = query.get('BizId') ?? ''
  const found = state.sent
    .filter((sms) => sms.phone === phone && dayOf(sms.sentAt) === day)
    .filter((sms) => bizId === '' || sms.bizId === bizId)
    .reverse()
  return {
    TotalCount: found.length,
    SmsSendDetailDTOs: {
      SmsSendDetailDTO: found.slice((page - 1) * pageSize, page * pageSize).map(present),
    },
  }
}

function dayOf(time: Date): string {
  return shanghaiText(time).slice(0, 10).replaceAll('-', '')
}

function present(sms: SentSms): Record<string, unknown> {
  return {
    PhoneNum: sms.phone,
    TemplateCode: sms.templateCode,
    Content: sms.text,
    SendDate: shanghaiText(sms.sentAt),
    ...(sms.reportedAt && { ReceiveDate: shanghaiText(sms.reportedAt) }),
    SendStatus: sms.status,
    ErrCode: sms.errCode,
    OutId: sms.outId,
  }
}
