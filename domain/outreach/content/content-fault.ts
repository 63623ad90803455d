/** Why a message cannot be written for this customer on this channel; `reason` goes onto the touch. */
export class ContentFault extends Error {
  override readonly name = 'ContentFault'
  constructor(
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options)
  }
}
