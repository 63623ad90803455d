import type { Component } from 'vue'
import type { OperationName } from '../../../api/operations.ts'
import type { UsedDraft } from '../../../drafts/use-draft.ts'
import type { EditedJourney } from '../use-journey.ts'

/** What every tab of a flow is given. */
export interface TabProps {
  id: string
  /** What is published, the draft, and how it is kept. */
  draft: UsedDraft
  /** The flow as it is being edited: what the draft says, or what is published. */
  editing: EditedJourney
  /** Whether this person may edit flows, on this screen. */
  mayEdit: boolean
}

export interface Tab {
  /** Behind `/journeys/:id/`; that of the first is left out. */
  key: string
  label: string
  needs?: OperationName
  load: () => Promise<Component>
}

/** The tabs of a flow in their order, one line each. Their component takes `TabProps`. */
export const tabs: Tab[] = [
  { key: 'edit', label: '编辑', load: () => import('./EditTab.vue') },
  { key: 'test', label: '测试', needs: 'trials.latest', load: () => import('./trial/TrialTab.vue') },
  {
    key: 'simulation',
    label: '预演',
    needs: 'simulations.latest',
    load: () => import('./simulate/SimulateTab.vue'),
  },
  { key: 'runs', label: '运行', needs: 'places.figures', load: () => import('./runs/RunsTab.vue') },
  {
    key: 'versions',
    label: '版本',
    needs: 'definitions.versions',
    load: () => import('./versions/VersionsTab.vue'),
  },
]

/** Where the people of a flow are to be seen; nowhere as long as there is no tab for it. */
export function runsOf(id: string): string | undefined {
  return tabs.some(({ key }) => key === 'runs') ? `/journeys/${id}/runs` : undefined
}
