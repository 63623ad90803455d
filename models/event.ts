/** Something a customer did or that happened to them. Holds no contact data. */
export interface KeluEvent {
  /** `<source>:<their id>`, for our own `<customerId>:<seq>`. */
  _id: string
  /** The id the customer had when it happened; after a merge it is found through `mergedFrom`. */
  customerId: string
  /** Only on our own change events: the customer's sequence number. */
  seq?: number
  /** `thing.happened`, one of the names in domain/events.ts or `custom.*`. */
  name: string
  /** When it happened: decides windows. */
  at: Date
  /** When we heard of it: decides freshness. */
  receivedAt: Date
  props: Record<string, unknown>
  source: string
  /** Of how things were before we looked: it is kept, and begins and ends nothing. */
  history?: true
  /** Only on our own change events: the event or effect that changed the customer; absent on those of the first releases. */
  cause?: string
}
