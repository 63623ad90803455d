import type { Sealing } from '../customers/sealing.ts'

const blindKid = 'blind'

/**
 * Contact data that is never opened: a simulation needs to know that there is an address, and that it is another one, not
 * which. What is sealed stands for itself.
 */
export const blindSealing: Sealing = {
  seal: (text) => ({ kid: blindKid, ct: text }),
  unseal: ({ ct }) => ct,
  blindIndex: (text) => text,
}

/** Opens what a stage sealed itself, and by `unseal` what was read of real people. */
export const openingBy = (unseal: Sealing['unseal']): Sealing => ({
  ...blindSealing,
  unseal: (sealed) => (sealed.kid === blindKid ? sealed.ct : unseal(sealed)),
})
