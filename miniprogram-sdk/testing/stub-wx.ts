import type { Wx } from '../kelu.ts'

/** `wx` on one phone: storage outlives the app, the network may be away, answers may get lost. */
export function stubWx() {
  const storage = new Map<string, string>()
  const network = { isAway: false, losesAnswers: false }
  const calls: string[] = []
  const codes: string[] = []
  const payments: unknown[] = []
  const listeners: ((status: { isConnected: boolean }) => void)[] = []
  const phone = {
    pays: 'success' as 'success' | 'requestPayment:fail cancel',
    subscribes: {} as Record<string, string>,
  }

  const wx: Wx = {
    request({ url, method, header, data, success, fail }) {
      if (network.isAway) return void setTimeout(() => fail({ errMsg: 'request:fail ' }))
      calls.push(`${method} ${new URL(url).pathname}`)
      fetch(url, { method, headers: header, body: data })
        .then(async (answer) => {
          const text = await answer.text()
          if (network.losesAnswers) return fail({ errMsg: 'request:fail timeout' })
          success({
            statusCode: answer.status,
            data: text === '' ? '' : JSON.parse(text),
            header: Object.fromEntries(answer.headers),
          })
        })
        .catch(() => fail({ errMsg: 'request:fail' }))
    },
    login({ success, fail }) {
      const code = codes.shift()
      if (code) success({ code })
      else fail({ errMsg: 'login:fail' })
    },
    getStorageSync: (key) => JSON.parse(storage.get(key) ?? '""'),
    setStorageSync: (key, value) => void storage.set(key, JSON.stringify(value)),
    requestSubscribeMessage: ({ success }) =>
      success({ errMsg: 'requestSubscribeMessage:ok', ...phone.subscribes }),
    requestPayment({ success, fail, ...parameters }) {
      payments.push(parameters)
      if (phone.pays === 'success') success()
      else fail({ errMsg: phone.pays })
    },
    onNetworkStatusChange: (listener) => void listeners.push(listener),
  }
  return {
    wx,
    network,
    phone,
    payments,
    /** Calls that reached the network, e.g. `POST /mp/v1/events`. */
    calls,
    /** Codes wx.login gives, one each. */
    codes,
    storage,
    /** The app is gone, and with it whoever listened. */
    kill() {
      listeners.length = 0
    },
    comeBack() {
      network.isAway = false
      for (const listener of listeners) listener({ isConnected: true })
    },
  }
}
