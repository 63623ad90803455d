import type { Sweeper } from '../../jobs/sweep.ts'
import { wireChannelCodes } from './channel-codes.ts'
import { wireContactSync } from './contact-sync.ts'
import { wireHandOvers } from './hand-overs.ts'
import { wireTags } from './tags.ts'

type Deps = Parameters<typeof wireTags>[0] &
  Omit<Parameters<typeof wireContactSync>[0], 'tagSync'> &
  Omit<Parameters<typeof wireHandOvers>[0], 'codeKeeper'> &
  Parameters<typeof wireChannelCodes>[0]

/** What is kept alike with WeCom: who is there, their tags, whose they are, and the codes they come by. */
export function wireWecom(deps: Deps) {
  const tagSync = wireTags(deps)
  const contactSync = wireContactSync({ ...deps, tagSync })
  const channelCodes = wireChannelCodes(deps)
  const handOvers = wireHandOvers({ ...deps, codeKeeper: channelCodes.admin?.keeper ?? null })
  const ofCorp: Sweeper[] = [
    { name: 'tags', sweep: tagSync.sweep, nextDueAt: tagSync.nextDueAt },
    { name: 'hand-overs', sweep: handOvers.sweep, nextDueAt: handOvers.nextDueAt },
  ]
  const isThere = deps.config.wecom !== null

  return {
    tagSync,
    contactSync,
    handOvers,
    channelCodes: channelCodes.admin,
    /** Rounds over everybody, each night and when asked for. */
    rounds: {
      ...(contactSync && { contactSync }),
      ...(isThere && { tagReconciliation: tagSync.reconciliation }),
    },
    sweepers: [...channelCodes.sweepers, ...(isThere ? ofCorp : [])],
  }
}
