// The mini-program's side of Kelu: copy this one file. It needs nothing but `wx`; README.md tells how it is used.

/** What of `wx` is used. */
export interface Wx {
  request(call: {
    url: string
    method: 'GET' | 'POST'
    header: Record<string, string>
    data?: string
    timeout: number
    success(answer: { statusCode: number; data: unknown; header: Record<string, string> }): void
    fail(problem: { errMsg: string }): void
  }): unknown
  login(call: { success(answer: { code: string }): void; fail(problem: { errMsg: string }): void }): void
  getStorageSync(key: string): unknown
  setStorageSync(key: string, value: unknown): void
  requestSubscribeMessage?(call: {
    tmplIds: string[]
    success(answer: Record<string, string>): void
    fail(problem: { errMsg: string }): void
  }): void
  requestPayment?(call: PayParameters & { success(): void; fail(problem: { errMsg: string }): void }): void
  onAppHide?(listener: () => void): void
  onNetworkStatusChange?(listener: (status: { isConnected: boolean }) => void): void
}

export interface PayParameters {
  timeStamp: string
  nonceStr: string
  package: string
  signType: 'RSA'
  paySign: string
}

export interface Settings {
  wx: Wx
  /** Where Kelu is, e.g. https://kelu.example.com; it has to be among the request domains of the mini-program. */
  baseUrl: string
  /** AppID of this mini-program, where it is the one of a brand: `wx.getAccountInfoSync().miniProgram.appId`. */
  appId?: string
  /** Told of what cannot be delivered: refused for good, or dropped because too much waits. */
  onLost?(lost: { reason: 'refused' | 'full' | 'storage'; id?: string; error?: KeluError }): void
  /** At most so much waits on the phone; beyond it the oldest events go. Default 1,000. */
  mostWaiting?: number
  /** Runs something after so many ms. Default: setTimeout. */
  later?(ms: number, run: () => void): unknown
}

/** A refusal by its code (`session.invalid`, …, as CALLS.md lists them), or `network` when there was no answer. */
export class KeluError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly data: Record<string, unknown> = {},
  ) {
    super(code)
  }
}

type Scalar = string | number | boolean | null
export type Props = Record<string, Scalar | Scalar[]>
/** `accepted`: Kelu has it. `queued`: it is kept on the phone and sent when that is possible. */
export type Delivery = 'accepted' | 'queued'
type Traits = {
  traits?: Record<string, string | number | boolean | null>
  traitConsents?: Record<string, string>
}
export type Lead = {
  form: string
  phone: string
  email?: string
  nickname?: string
  sourceChannel?: string
  consent: { sms?: boolean; email?: boolean; text: string }
} & Traits
export type Profile = { nickname?: string; region?: string } & Traits
export interface Line {
  skuId: string
  quantity: number
}
export interface NewOrder {
  lines: Line[]
  couponCode?: string
  /** What the preview said, and the customer agreed to, in fen. */
  totalFen: number
  remark?: string
  address?: { name: string; phone: string; region: string; detail: string }
}
/** Money is in whole fen, times are ISO texts with their zone. */
export interface Money {
  goodsFen: number
  discountFen: number
  freightFen: number
  totalFen: number
}
export interface OrderLine extends Line {
  productId: string
  name: string
  unitFen: number
  lineFen: number
  discountShareFen: number
}
export type Quote = { lines: OrderLine[] } & Money
export interface Refund {
  refundNo: string
  fen: number
  reason: string
  state: string
  at: string
}
export type Order = Quote & {
  no: string
  state: 'created' | 'paid' | 'shipped' | 'received' | 'closed'
  createdAt: string
  expiresAt: string
  paidAt?: string
  shippedAt?: string
  receivedAt?: string
  closedAt?: string
  closedBecause?: string
  remark?: string
  refunds: Refund[]
}
export interface Product {
  productId: string
  name: string
  category?: string
  picture?: string
  skus: { skuId: string; spec?: string; priceFen: number; left: number }[]
}
export interface Coupon {
  code: string
  name: string
  amountFen: number
  thresholdFen?: number
  validFrom: string
  validUntil: string
  state: 'granted' | 'locked' | 'redeemed' | 'returned' | 'expired'
  isUsableHere: boolean
}
export interface ProfileField {
  trait: string
  name: string
  type: string
  consent?: string
  value?: string | number | boolean | string[]
}

interface Waiting {
  id: string
  path: string
  body: Record<string, unknown>
  /** Local time of an event, ms. */
  at?: number
}
interface Kept {
  queue: Waiting[]
  /** Events dropped since the last that arrived. */
  dropped: number
  token?: string
  /** Kelu's time minus the phone's, ms. */
  skewMs: number
  /** An order that was sent and not answered yet. */
  order?: { content: string; key: string }
}

const key = 'kelu'
const batchSize = 50
const timeoutMs = 10_000
const longestWaitMs = 60_000

/** Where somebody came from as `login` tells it: with the short code of the link in a message, whichever way that link opened the app. */
export function launchPath(path: string, query: Record<string, string | undefined>): string {
  const name = query.k ? 'k' : 'cq'
  return query[name] ? `${path}?${name}=${query[name]}` : path
}

export type Kelu = ReturnType<typeof createKelu>

/** One per app, made in app.ts. Whatever is told is on the phone before the call returns, and is sent until Kelu has it. */
export function createKelu({
  wx,
  baseUrl,
  appId,
  onLost = () => {},
  later = (ms, run) => setTimeout(run, ms),
  mostWaiting = 1_000,
}: Settings) {
  const stored = wx.getStorageSync(key)
  const kept: Kept = {
    queue: [],
    dropped: 0,
    skewMs: 0,
    ...(typeof stored === 'object' && stored !== null ? stored : {}),
  }
  /** Why something was refused, until whoever told it has heard. */
  const refused = new Map<string, KeluError>()
  let flushing: Promise<void> | null = null
  let loggingIn: Promise<string> | null = null
  let failures = 0
  let isTimed = false

  function save(): void {
    try {
      wx.setStorageSync(key, kept)
    } catch {
      onLost({ reason: 'storage' })
    }
  }

  const newId = () =>
    Date.now().toString(36) + Math.random().toString(36).slice(2, 12) + Math.random().toString(36).slice(2, 6)

  function send<T>(method: 'GET' | 'POST', path: string, body?: unknown, token?: string): Promise<T> {
    return new Promise((resolve, reject) => {
      wx.request({
        url: `${baseUrl}/mp/v1${path}`,
        method,
        header: {
          'content-type': 'application/json',
          ...(token && { authorization: `Bearer ${token}` }),
        },
        ...(body !== undefined && { data: JSON.stringify(body) }),
        timeout: timeoutMs,
        success({ statusCode, data, header }) {
          noteTime(header)
          if (statusCode < 300) return resolve(data as T)
          const { error } = (data ?? {}) as { error?: { code: string; data?: Record<string, unknown> } }
          reject(new KeluError(error?.code ?? 'internal', statusCode, error?.data))
        },
        fail: ({ errMsg }) => reject(new KeluError('network', 0, { errMsg })),
      })
    })
  }

  /** Phones go wrong by hours: events are told in Kelu's time. */
  function noteTime(header: Record<string, string>): void {
    const now = Date.parse(header['Kelu-Now'] ?? header['kelu-now'] ?? '')
    if (!Number.isNaN(now)) kept.skewMs = now - Date.now()
  }

  /** Where somebody came from is told with the log-in: give it at each launch. */
  function login(from: { scene?: number; path?: string } = {}): Promise<string> {
    loggingIn ??= new Promise<string>((resolve, reject) => {
      wx.login({
        success: ({ code }) => resolve(code),
        fail: ({ errMsg }) => reject(new KeluError('network', 0, { errMsg })),
      })
    })
      .then((code) =>
        send<{ token: string }>('POST', '/login', { code, ...(appId && { appid: appId }), ...from }),
      )
      .then(({ token }) => {
        kept.token = token
        save()
        return token
      })
      .finally(() => {
        loggingIn = null
      })
    return loggingIn
  }

  /** With a log-in, made anew once when it is over. */
  async function call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
    const token = kept.token ?? (await login())
    try {
      return await send<T>(method, path, body, token)
    } catch (error) {
      if (!(error instanceof KeluError) || error.code !== 'session.invalid') throw error
      // Somebody else may have logged in meanwhile.
      if (kept.token === token) delete kept.token
      return send<T>(method, path, body, kept.token ?? (await login()))
    }
  }

  function enqueue(entry: Waiting): void {
    kept.queue.push(entry)
    if (kept.queue.length > mostWaiting) {
      // What customers wrote stays; of what they did the oldest goes.
      const oldest = kept.queue.findIndex(({ at }) => at !== undefined)
      const [gone] = kept.queue.splice(Math.max(0, oldest), 1)
      kept.dropped += 1
      onLost({ reason: 'full', id: gone?.id })
    }
    save()
  }

  async function deliver(path: string, body: Record<string, unknown>, id = newId()): Promise<Delivery> {
    enqueue({ id, path, body })
    await flush()
    const error = refused.get(id)
    refused.delete(id)
    if (error) throw error
    return kept.queue.some((each) => each.id === id) ? 'queued' : 'accepted'
  }

  /** The next that goes in one call: a run of events, or one of the others. */
  function nextBatch(most: number): Waiting[] {
    const [first] = kept.queue
    if (first?.at === undefined) return kept.queue.slice(0, 1)
    const end = kept.queue.findIndex(({ at }) => at === undefined)
    return kept.queue.slice(0, Math.min(end < 0 ? kept.queue.length : end, most))
  }

  async function sendBatch(batch: Waiting[]): Promise<void> {
    const [first] = batch as [Waiting]
    if (first.at === undefined) return call('POST', first.path, first.body)
    // Its answer tells the time.
    if (!kept.token) await login()
    const events = batch.map(({ id, at = 0, body }) => ({
      id,
      at: new Date(at + kept.skewMs).toISOString(),
      ...body,
    }))
    await call('POST', '/events', { events })
  }

  function settle(batch: Waiting[]): void {
    kept.queue = kept.queue.filter((each) => !batch.includes(each))
    save()
  }

  /** Sends what waits; returns when all of it is gone or it has to wait. Never throws. */
  function flush(): Promise<void> {
    flushing ??= drain().finally(() => {
      flushing = null
    })
    return flushing
  }

  async function drain(): Promise<void> {
    let most = batchSize
    tellDropped()
    while (kept.queue.length > 0) {
      const batch = nextBatch(most)
      const { skewMs } = kept
      try {
        await sendBatch(batch)
        settle(batch)
        failures = 0
      } catch (error) {
        if (!(error instanceof KeluError)) throw error
        if (isForLater(error)) return retryLater(error)
        // Told in a wrong time, as the answer shows.
        if (Math.abs(kept.skewMs - skewMs) > 60_000) continue
        // One bad event refuses its batch: halved until it stands alone.
        if (batch.length > 1) most = Math.ceil(batch.length / 2)
        else giveUp(batch, error)
        if (batch.length === 1) most = batchSize
      }
    }
  }

  function giveUp([entry]: Waiting[], error: KeluError): void {
    if (!entry) return
    if (entry.at === undefined) refused.set(entry.id, error)
    settle([entry])
    onLost({ reason: 'refused', id: entry.id, error })
  }

  /** No answer, a fault or a limit of the server, or nobody to be: what waits is none the worse. */
  function isForLater({ status, code }: KeluError): boolean {
    return (
      status === 0 ||
      status === 429 ||
      status >= 500 ||
      status === 408 ||
      status === 401 ||
      code === 'internal'
    )
  }

  function retryLater({ data }: KeluError): void {
    failures += 1
    const asked = typeof data.retryAfterSeconds === 'number' ? data.retryAfterSeconds * 1_000 : 0
    flushAfter(Math.max(asked, Math.min(longestWaitMs, 1_000 * 2 ** (failures - 1))))
  }

  function flushAfter(ms: number): void {
    if (isTimed) return
    isTimed = true
    later(ms, () => {
      isTimed = false
      void flush()
    })
  }

  function tellDropped(): void {
    if (kept.dropped === 0) return
    const body = { name: 'custom.events_dropped', props: { count: kept.dropped } }
    kept.queue.unshift({ id: newId(), path: '/events', body, at: Date.now() })
    kept.dropped = 0
    save()
  }

  /** Told a moment later, with others; once, however often it is sent. Returns its id. */
  function track(name: string, props?: Props): string {
    const id = newId()
    enqueue({ id, path: '/events', body: { name, ...(props && { props }) }, at: Date.now() })
    flushAfter(1_000)
    return id
  }

  /** One number for one order, also when it is sent again after the app was killed. */
  function orderKey(order: NewOrder): string {
    const content = JSON.stringify(order)
    if (kept.order?.content !== content) kept.order = { content, key: newId() }
    save()
    return kept.order.key
  }

  /** Refused or placed, it was answered: the next order is another one. */
  function orderAnswered(clientKey: string): void {
    if (kept.order?.key !== clientKey) return
    delete kept.order
    save()
  }

  async function createOrder(order: NewOrder): Promise<Order> {
    const clientKey = orderKey(order)
    try {
      const made = await call<Order>('POST', '/orders', { clientKey, ...order })
      orderAnswered(clientKey)
      return made
    } catch (error) {
      if (error instanceof KeluError && !isForLater(error)) orderAnswered(clientKey)
      throw error
    }
  }

  /** Opens the cashier. `confirmed` is the phone's word: what counts is the order as `order` tells it. */
  async function pay(no: string): Promise<'confirmed' | 'cancelled'> {
    const parameters = await call<PayParameters>('POST', `/orders/${no}/pay`, {})
    return new Promise((resolve, reject) => {
      wx.requestPayment?.({
        ...parameters,
        success: () => resolve('confirmed'),
        fail: ({ errMsg }) =>
          errMsg.includes('cancel')
            ? resolve('cancelled')
            : reject(new KeluError('payment.failed', 0, { errMsg })),
      })
    })
  }

  /** Asks for subscription messages; call it in a tap. At most 3 templates. */
  function subscribe(templateIds: string[]): Promise<Record<string, string>> {
    return new Promise((resolve, reject) => {
      wx.requestSubscribeMessage?.({
        tmplIds: templateIds,
        success(answer) {
          const results: Record<string, string> = {}
          for (const id of templateIds) {
            // acceptWithAudio and acceptWithAlert are accepts, too.
            const said = answer[id]?.replace(/^acceptWith.*/, 'accept')
            if (said) results[id] = said
          }
          const id = newId()
          const at = new Date(Date.now() + kept.skewMs).toISOString()
          deliver('/subscriptions', { id, at, results }, id).then(() => resolve(results), reject)
        },
        fail: ({ errMsg }) => reject(new KeluError('subscription.failed', 0, { errMsg })),
      })
    })
  }

  const withId = (path: string, body: object) => {
    const id = newId()
    return deliver(path, { id, ...body }, id)
  }
  const onPopup = (touchId: string, what: string) =>
    deliver(`/popups/${encodeURIComponent(touchId)}/${what}`, {})

  wx.onAppHide?.(() => void flush())
  wx.onNetworkStatusChange?.(({ isConnected }) => {
    if (isConnected) void flush()
  })
  if (kept.queue.length > 0) flushAfter(1_000)

  return {
    login,
    track,
    flush,
    /** What is on the phone and not at Kelu yet. */
    waiting: () => kept.queue.length,
    subscribe,
    lead: (form: Lead) => withId('/leads', form),
    profile: () => call<{ fields: ProfileField[] }>('GET', '/profile').then(({ fields }) => fields),
    setProfile: (profile: Profile) => withId('/profile', profile),
    /** By the code of a button with open-type getPhoneNumber. */
    phone: (code: string) => call<{ phone: string }>('POST', '/phone', { code }),
    popups: () => call<{ popups: Popup[] }>('GET', '/popups').then(({ popups }) => popups),
    popupClicked: (touchId: string) => onPopup(touchId, 'click'),
    popupDismissed: (touchId: string) => onPopup(touchId, 'dismiss'),
    /** Whether the customer gets marketing made for them. */
    individualisation: () => call<{ on: boolean }>('GET', '/individualisation').then(({ on }) => on),
    setIndividualisation: (on: boolean) => withId('/individualisation', { on }),
    coupons: () => call<{ coupons: Coupon[] }>('GET', '/coupons').then(({ coupons }) => coupons),
    /** A page of what is on sale, by product id; `next` is the `after` of the one behind it. */
    products: (page: { after?: string; category?: string } = {}) =>
      call<{ products: Product[]; next?: string }>('GET', `/products${queryOf(page)}`),
    product: (id: string) => call<Product>('GET', `/products/${encodeURIComponent(id)}`),
    preview: (cart: { lines: Line[]; couponCode?: string }) => call<Quote>('POST', '/orders/preview', cart),
    createOrder,
    /** A page of one's own orders, the newest first; `next` is the `before` of the one behind it. */
    orders: (page: { before?: string } = {}) =>
      call<{ orders: Order[]; next?: string }>('GET', `/orders${queryOf(page)}`),
    order: (no: string) => call<Order>('GET', `/orders/${no}`),
    pay,
    cancel: (no: string) => call<Order>('POST', `/orders/${no}/cancel`, {}),
    received: (no: string) => call<Order>('POST', `/orders/${no}/received`, {}),
    refund: (no: string, asked: { fen?: number; reason: string }) =>
      call<Refund>('POST', `/orders/${no}/refunds`, asked),
  }
}

function queryOf(fields: Record<string, string | undefined>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  return given.length === 0
    ? ''
    : `?${given.map(([name, value]) => `${name}=${encodeURIComponent(value as string)}`).join('&')}`
}

export interface Popup {
  touchId: string
  title: string
  body: string
  /** Page to open when it is followed. */
  to?: string
  /** Address of its picture. */
  picture?: string
  /** They come the highest first. */
  priority: number
}
