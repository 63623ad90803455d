import type { AnyRefusalCode } from '../http/guard-note.ts'

/** What a mini-program does about a refusal, for whoever builds one. A code without a line here fails the test of the reference. */
export const whatToDo: Partial<Record<AnyRefusalCode, string>> = {
  'request.malformed': '`data.faults` names each field and what was expected: mend the caller',
  'request.unprocessable': '`data.faults` names what cannot be taken: take it out, send the rest again',
  'request.too_large': 'send less at once',
  'request.too_slow': 'send it again',
  'request.rate_limited': 'wait `data.retryAfterSeconds`, also in the header Retry-After',
  'session.invalid': 'log in again with wx.login, then repeat the call',
  'login.refused': 'call wx.login again; a user WeChat holds for high risk is refused each time',
  'platform.unavailable': 'WeChat does not answer: try again in a minute',
  'phone.code_refused': 'the code was used or is over: let the customer press the button again',
  'phone.busy': 'a quota of WeChat is used up: wait `data.retryAfterSeconds`, or go on without the number',
  'touch.not_found': 'nothing: it is somebody else’s, or there is none',
}
