/** What the JSON Schema says to authors beside what is recorded from the parser: a description of each key. */

/** Place in the manifest (`[]`: any item, or any name) -> keywords. */
export const MANIFEST_WORDS: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map([
  ['id', { description: 'Name of the plugin in keys, URLs and policies.', pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }],
  [
    'version',
    { description: 'Exact semver version; quote it. A published version never changes.', examples: ['1.10.0'] },
  ],
  ['enabled', { description: 'false takes the plugin away and keeps its entry.', default: true }],
  ['title', { description: 'Name for people.' }],
  ['engine', { description: 'Which hosts can run it.' }],
  ['engine.experience', { description: 'Range of host versions (semver).', examples: ['>=1.2.0 <2.0.0'] }],
  ['bundle', { description: 'Which bytes run; publishing fills this in.' }],
  ['bundle.file', { description: 'Below /app/plugins/. Left out: plugins/<id>/<version>/index.esm.js.' }],
  [
    'bundle.integrity',
    { description: 'sha256: and 64 hex digits. Left out: the bytes found at the refresh are pinned.' },
  ],
  ['rollout', { description: 'A second version for a part of the people; the rest of the manifest holds for both.' }],
  ['rollout.version', { description: 'Its bundle has to be published already.' }],
  ['rollout.percent', { description: 'How many of a hundred people have it.' }],
  ['contributions', { description: 'What the host shows of it.' }],
  ['contributions.routes', { description: 'Pages, each at a path of the host.' }],
  ['contributions.routes[].path', { description: 'Like /hello or /plugins/inventory/items/:id.' }],
  ['contributions.routes[].component', { description: 'Key in the bundle’s export `routes`.' }],
  ['contributions.routes[].icon', { description: 'Of the component library, beside the title.' }],
  ['contributions.routes[].title', { description: 'What the navigation shows.' }],
  ['contributions.routes[].resource', { description: 'Type that the policy is asked about.', default: 'plugin.route' }],
  ['contributions.routes[].action', { description: 'Action that the policy is asked about.', default: 'view' }],
  ['contributions.widgets', { description: 'Parts that stand in the host’s slots.' }],
  ['contributions.widgets[].title', { description: 'Heading of its card.' }],
  ['contributions.widgets[].slot', { description: 'Where it stands, like dashboard.main.' }],
  [
    'contributions.widgets[].height',
    { description: 'In rem, 4 to 80: the room its card keeps from the start, so that nothing moves when it comes.' },
  ],
  ['contributions.widgets[].component', { description: 'Key in the bundle’s export `widgets`.' }],
  [
    'contributions.widgets[].resource',
    { description: 'Type that the policy is asked about.', default: 'plugin.widget' },
  ],
  ['contributions.widgets[].action', { description: 'Action that the policy is asked about.', default: 'view' }],
  ['permissions', { description: 'All that the plugin may call; everything else is refused.' }],
  ['permissions.api', { description: 'Calls: a method and a path.' }],
  [
    'permissions.api[].path',
    { description: ':name is one segment; a final * is one or more.', examples: ['/api/crud/items/:id'] },
  ],
  ['permissions.api[].method', { description: 'HEAD is judged as GET.' }],
  ['permissions.api[].params', { description: 'Shape of a named segment.', examples: [{ id: 'uuid' }] }],
  [
    'events',
    {
      description: 'What it tells other plugins of the page, and hears of them. A topic passes where both declare it.',
    },
  ],
  ['events.publishes', { description: 'Topics it may publish.', examples: [['orders.selected']] }],
  ['events.subscribes', { description: 'Topics it may listen to.', examples: [['orders.selected']] }],
  ['permissions.sse', { description: 'Event topics, as prefixes: orders admits orders.eu.' }],
])
