import { runKelu } from '../../sandbox/demo/run-kelu.ts'
import { reaperFromEnvironment } from '../kill/reaper-from-environment.ts'
import { mortalShop } from './mortal-shop.ts'

await runKelu({ adapt: mortalShop(reaperFromEnvironment()) })
