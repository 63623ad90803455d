/** Flows that would meet everybody the synchronisation brings, if it told of them, and the live segment of one. */
export const watchful: readonly object[] = [
  { segment: 'friends', name: '企微好友', kind: 'live', rule: { reach: 'wecom', is: 'reachable' } },
  ...[
    { entry: { event: 'customer.created' } },
    { entry: { event: 'wecom.friend_added' } },
    { entry: { event: 'customer.tag_added' } },
    { entry: { event: 'customer.profile_changed' } },
    { entry: { segment: 'friends' } },
  ].map((entry, n) => ({
    journey: `watchful-${n}`,
    name: `等着新人 ${n}`,
    ...entry,
    steps: { wait: { wait: '1 hour', next: 'end' } },
  })),
]
