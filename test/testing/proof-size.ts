/** `npm run proof:long` asks for as much as the promises say, `npm run proof` for what fits into a few minutes. */
export function proofSize<T>(sizes: { short: T; long: T }): T {
  return process.env.PROOF_SIZE === 'long' ? sizes.long : sizes.short
}
