/** How far the installation is ahead of this computer, ms. */
let aheadMs = 0

/** Every answer of the server says what time it is there, by its own computer's clock or by the one of a story that is played. */
export function hearTime(said: string | null): void {
  const at = said === null ? Number.NaN : Date.parse(said)
  if (Number.isFinite(at)) aheadMs = at - Date.now()
}

/** The present as the installation has it, however wrong the clock of this computer is. */
export const present = (): Date => new Date(Date.now() + aheadMs)
