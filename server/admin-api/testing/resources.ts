import { contract } from '../contract.ts'
import { createMemberHandlers } from '../members/handlers.ts'
import { createSessionHandlers } from '../session/handlers.ts'
import type { Ground } from './world.ts'

/** Log-in and members as the server has them, for tests that need the way in itself. */
export function membersAndSessions(ground: Ground) {
  const { session, members } = contract
  return {
    contract: { session, members },
    handlers: {
      session: createSessionHandlers({ ...ground, contract, byWecom: false }),
      members: createMemberHandlers(ground),
    },
  }
}
