import { withChanges } from '../../models/touches.ts'
import { runKelu } from '../../sandbox/demo/run-kelu.ts'
import { mortalWiring } from './mortal-wiring.ts'
import { reaperFromEnvironment } from './reaper-from-environment.ts'

/** A Kelu that forgets to write down that it is about to call a provider: the proof must notice. */
const adapt = mortalWiring(reaperFromEnvironment())

await runKelu({
  adapt: {
    ...adapt,
    stores(stores) {
      const mortal = adapt.stores(stores)
      return {
        ...mortal,
        touches: {
          ...mortal.touches,
          advance: async (touch, changes) =>
            changes.state === 'sending'
              ? withChanges(touch, changes)
              : mortal.touches.advance(touch, changes),
        },
      }
    },
  },
})
