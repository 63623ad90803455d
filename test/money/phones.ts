import { createKelu, type Kelu, type Wx } from '../../miniprogram-sdk/kelu.ts'
import { stubWx } from '../../miniprogram-sdk/testing/stub-wx.ts'
import type { Person, Sandbox } from '../../sandbox/contract.ts'
import { type Patiently, patience } from './patience.ts'

export interface Phone {
  person: Person
  /** Whether they type their password when the cashier stands open. */
  atCashier: 'pays' | 'leaves'
  patiently: Patiently
  /** Opens the mini-program anew, with all it kept on the phone; its log-in lasts for what is done then. */
  open(): Promise<Kelu>
}

/** Somebody's phone with the mini-program and the SDK in it: its cashier is WeChat Pay's. */
export function aPhone(deps: {
  person: Person
  sandbox: Sandbox
  baseUrl: string
  /** Waits until Kelu lives. */
  alive(): Promise<void>
}): Phone {
  const { person, sandbox, baseUrl } = deps
  const { wx, storage } = stubWx()
  const patiently = patience(deps.alive)

  const cashier: Wx['requestPayment'] = ({ package: inside, success, fail }) => {
    if (phone.atCashier === 'leaves') return fail({ errMsg: 'requestPayment:fail cancel' })
    const prepayId = inside.replace(/^prepay_id=/, '')
    sandbox.pay({ person: person.name, prepayId }).then(
      // Whoever opens it a second time sees that it is paid.
      (paid) =>
        paid.kind === 'paid' ? success() : fail({ errMsg: `requestPayment:fail cancel ${paid.reason}` }),
      ({ message }: Error) => fail({ errMsg: `requestPayment:fail ${message}` }),
    )
  }

  const phone: Phone = {
    person,
    atCashier: 'pays',
    patiently,
    async open() {
      const { token } = await patiently(() => sandbox.openMiniprogram({ person: person.name }))
      storage.set('kelu', JSON.stringify({ ...JSON.parse(storage.get('kelu') ?? '{}'), token }))
      return createKelu({ wx: { ...wx, requestPayment: cashier }, baseUrl })
    },
  }
  return phone
}
