import type { Person, Sandbox } from '../../sandbox/contract.ts'
import type { Wx } from '../kelu.ts'
import { stubWx } from './stub-wx.ts'

/** `wx` on the phone of somebody of the sandbox: log-in, cashier and questions are those of the simulated WeChat. */
export function phoneOf(sandbox: Sandbox, { name }: Person) {
  const stub = stubWx()
  /** What the person does when they are asked. */
  const answers = { cashier: 'pays' as 'pays' | 'leaves', templates: 'accept' as 'accept' | 'reject' }

  const wx: Wx = {
    ...stub.wx,
    login({ success, fail }) {
      sandbox.wxLogin(name).then(
        (code) => success({ code }),
        ({ message }: Error) => fail({ errMsg: `login:fail ${message}` }),
      )
    },
    requestPayment({ success, fail, ...parameters }) {
      if (answers.cashier === 'leaves')
        return void setTimeout(() => fail({ errMsg: 'requestPayment:fail cancel' }))
      sandbox.requestPayment({ person: name, parameters }).then(
        (paid) => (paid.kind === 'paid' ? success() : fail({ errMsg: `requestPayment:fail ${paid.reason}` })),
        ({ message }: Error) => fail({ errMsg: `requestPayment:fail ${message}` }),
      )
    },
    requestSubscribeMessage({ tmplIds, success, fail }) {
      const results = Object.fromEntries(tmplIds.map((id) => [id, answers.templates]))
      sandbox.answerTemplates({ person: name, results }).then(
        () => success({ errMsg: 'requestSubscribeMessage:ok', ...results }),
        ({ message }: Error) => fail({ errMsg: `requestSubscribeMessage:fail ${message}` }),
      )
    },
  }
  return { ...stub, wx, answers }
}
