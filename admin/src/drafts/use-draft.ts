import { computed, onBeforeUnmount, reactive, ref, shallowRef, watch } from 'vue'
import { call } from '../api/call.ts'
import type { AnswerOf, InputOf } from '../api/operations.ts'
import { useCall } from '../api/use-call.ts'
import { createKeeper, type KeeperState } from './keeper.ts'
import { localCopies } from './local-copy.ts'

type Found = AnswerOf<'get', '/definitions/{kind}/{id}'>
export type Draft = NonNullable<Found['draft']>
export type Structure = Record<string, unknown>
/** What an edit puts into the draft: its structure, or its text as it is. */
export type Written = { structure: Structure } | { text: string }
type Kind = InputOf<'get', '/definitions/{kind}/{id}'>['params']['kind']

/**
 * One definition on a page that edits it: what is published, the draft, and how what is typed is kept. The lease is taken with the
 * first edit, so that looking begins no draft.
 */
export function useDraft(kind: Kind, id: string, session: string) {
  const params = { kind, id }
  const query = reactive(
    useCall(
      '/definitions/{kind}/{id}',
      { params, query: { session } },
      { topics: ['definitions', 'drafts'] },
    ),
  )
  /** The draft as this page saved it last; newer than what the query says. */
  const own = shallowRef<Draft>()
  /** What was typed and is not in `own` yet. */
  const typed = shallowRef<Written>()
  const keeping = ref<KeeperState>({ saving: 'saved', savedAt: null, heldBy: null, refusal: null })
  /** Typed here before on a draft that has changed since. */
  const leftBehind = shallowRef<{ value: Written; at: Date }>()

  const keeper = createKeeper<Written, Draft>({
    server: {
      open: async () =>
        (await call('post', '/definitions/{kind}/{id}/draft', { params, body: { session } })).draft,
      takeOver: async () =>
        (await call('post', '/definitions/{kind}/{id}/draft/take-over', { params, body: { session } })).draft,
      save: (written) =>
        call('put', '/definitions/{kind}/{id}/draft', { params, body: { session, ...written } }),
      keep: () => call('post', '/definitions/{kind}/{id}/draft/keep', { params, body: { session } }),
    },
    local: localCopies<Written>(`${kind}:${id}`),
    saved(draft) {
      // An answer still on its way may know nothing of a draft begun meanwhile: it is asked for anew.
      if (own.value === undefined) void query.refetch()
      own.value = draft
    },
    changed(state) {
      keeping.value = state
      if (state.saving === 'saved' || state.saving === 'lost') typed.value = undefined
    },
  })
  onBeforeUnmount(() => {
    void keeper.flush().then(keeper.close)
  })

  let isBegun = false
  watch(
    () => query.data,
    (found) => {
      if (!found) return
      // Others wrote or published: what is not being written here follows.
      const follows = typed.value === undefined && found.draft?.isMine !== true
      if (follows) own.value = undefined
      if (follows || !isBegun) keeper.begin(found.draft)
      if (isBegun) return
      isBegun = true
      const before = keeper.unsaved()
      if (before === null) return
      if (before.fits) edit(before.value)
      else leftBehind.value = before
    },
    { immediate: true },
  )

  const found = computed(() => query.data)
  const draft = computed(() => own.value ?? query.data?.draft ?? null)
  /** What is looked at: what was typed last, the draft, or what is published. */
  const structure = computed<Structure | null>(() => {
    if (typed.value && 'structure' in typed.value) return typed.value.structure
    return (draft.value ?? query.data?.published)?.structure ?? null
  })
  /** Who writes, when it is somebody else. */
  const writer = computed(() => {
    if (keeping.value.saving === 'lost') return keeping.value.heldBy ?? '别人'
    return draft.value && !draft.value.isMine ? draft.value.heldBy : null
  })

  function edit(written: Written): void {
    typed.value = written
    keeper.edit(written)
  }

  return {
    query,
    found,
    draft,
    structure,
    keeping,
    writer,
    leftBehind,
    edit,
    flush: keeper.flush,
    async takeOver(): Promise<void> {
      own.value = await keeper.takeOver()
      // What was typed here while somebody else had it is not put over what they wrote unasked.
      leftBehind.value = keeper.unsaved() ?? undefined
    },
    useLeftBehind(): void {
      if (leftBehind.value) edit(leftBehind.value.value)
      leftBehind.value = undefined
    },
    dropLeftBehind(): void {
      keeper.forgetUnsaved()
      leftBehind.value = undefined
    },
    /** After a publication: the draft is gone. */
    async settled(): Promise<void> {
      own.value = undefined
      keeper.begin(null)
      await query.refetch()
      // What was typed meanwhile has begun the next one.
      if (own.value === undefined) keeper.begin(query.data?.draft ?? null)
    },
  }
}

export type UsedDraft = ReturnType<typeof useDraft>
