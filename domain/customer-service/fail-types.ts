/** Why a message that was accepted did not arrive, by the platform's `fail_type` (document 94699); of others `kfLost`. */
const reasons: ReadonlyMap<number, string> = new Map([
  [1, 'kfAccountGone'],
  [2, 'kfAppClosed'],
  [4, 'kfNoMessage'],
  [5, 'kfEnded'],
  [6, 'kfFull'],
  [7, 'kfNoChannels'],
  [8, 'kfUnverified'],
  [9, 'kfUnverified'],
  [10, 'kfRejected'],
])

/** The customer takes no more messages of the account, whatever we send. */
const rejected = 10

export const whyFailed = (failType: number): { reason: string; unreachable: boolean } => ({
  reason: reasons.get(failType) ?? 'kfLost',
  unreachable: failType === rejected,
})
