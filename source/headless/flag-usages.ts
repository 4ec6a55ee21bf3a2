export type FlagUsage = {
	/** As meow names it: camel case. */
	readonly name: string;
	readonly type: 'string' | 'boolean';
	readonly shortFlag?: string;
	readonly isMultiple?: true;
	/** It may stand alone. */
	readonly isOptional?: true;
	/** What stands for the value in help. */
	readonly value?: string;
	readonly says: string;
	/** The commands that heed it, by name; every command where absent. */
	readonly commands?: readonly string[];
};

const dashboards = ['', 'demo'];

const onRollouts = ['promote', 'jump', 'pause', 'resume', 'abort', 'retry'];

const onTraffic = ['shift', 'drain-traffic', 'swap', 'choose-champion'];

const onOwned = ['hold', 'release', 'hand-back'];

const onObjects = [
	'scale',
	'upgrade',
	'rollback',
	'restart',
	...onTraffic,
	...onRollouts,
	...onOwned,
	'restore',
	'delete',
];

const onNodes = ['cordon', 'uncordon', 'drain-node'];

const intoPods = ['exec', 'port-forward'];

const onNotebooks = ['open-notebook', 'stop-notebook'];

const changing = [...onObjects, ...onNodes, ...intoPods, ...onNotebooks, 'do', 'undo', 'redo'];

const connecting = ['', 'check', 'get', 'can-i', ...changing, 'wait'];

/** Every flag there is: meow's options, the help text and the README's list are made from it. */
export const flagUsages: readonly FlagUsage[] = [
	{
		name: 'namespace',
		type: 'string',
		shortFlag: 'n',
		value: 'NS',
		says: "a namespace; the context's own where absent",
		commands: [
			...dashboards,
			'check',
			'get',
			'can-i',
			...onObjects,
			...intoPods,
			...onNotebooks,
			'do',
			'wait',
		],
	},
	{
		name: 'allNamespaces',
		type: 'boolean',
		shortFlag: 'A',
		says: 'all namespaces',
		commands: [...dashboards, 'check', 'get'],
	},
	{
		name: 'context',
		type: 'string',
		value: 'NAME',
		says: 'a context of the kubeconfig; needed for --yes off loopback, and for writes in production',
		commands: connecting,
	},
	{
		name: 'kubeconfig',
		type: 'string',
		value: 'FILE',
		says: 'the kubeconfig; else $KUBECONFIG, else ~/.kube/config',
		commands: connecting,
	},
	{name: 'readOnly', type: 'boolean', says: 'refuse every write'},
	{
		name: 'view',
		type: 'string',
		value: 'NAME',
		says: 'the list to open the dashboard on',
		commands: dashboards,
	},
	{
		name: 'lines',
		type: 'boolean',
		says: 'the dashboard in plain sentences, for screen readers, logs and pipes; takes typed lines on a terminal',
		commands: dashboards,
	},
	{
		name: 'log',
		type: 'string',
		value: 'FILE',
		says: 'write what happens inside to a file, for bug reports',
		commands: dashboards,
	},
	{
		name: 'scenario',
		type: 'string',
		value: 'NAME',
		says: 'the situation to practise on; the first of the list where absent',
		commands: ['demo'],
	},
	{
		name: 'seed',
		type: 'string',
		value: 'N',
		says: 'the same number gives the same cluster, at the same time of the same night',
		commands: ['demo'],
	},
	{
		name: 'speed',
		type: 'string',
		value: 'N',
		says: 'how many seconds pass in the cluster while one passes here',
		commands: ['demo'],
	},
	{name: 'paused', type: 'boolean', says: "begin with the cluster's time standing still", commands: ['demo']},
	{
		name: 'presenter',
		type: 'boolean',
		says: 'for people in the back row: larger, and with the keys that are pressed',
		commands: ['demo'],
	},
	{
		name: 'serve',
		type: 'boolean',
		says: 'no dashboard: only the cluster, for kubectl and other tools, until a signal',
		commands: ['demo'],
	},
	{
		name: 'writeKubeconfig',
		type: 'string',
		value: 'FILE',
		says: 'a new file for a kubeconfig of the embedded cluster; it goes when the cluster ends',
		commands: ['demo'],
	},
	{
		name: 'output',
		type: 'string',
		shortFlag: 'o',
		value: 'FORMAT',
		says: 'table, wide, json, yaml or name (of journal: table or json; of receipt: text, markdown or json; of drain-traffic and can-i: text or json)',
		commands: ['get', 'journal', 'receipt', 'drain-traffic', 'can-i'],
	},
	{name: 'watch', type: 'boolean', shortFlag: 'w', says: 'print changes as they come', commands: ['get']},
	{
		name: 'measure',
		type: 'boolean',
		says: 'of splits and models, with -o json: what their versions are seen to get, and how it fares',
		commands: ['get'],
	},
	{
		name: 'rule',
		type: 'string',
		value: 'RULE',
		says: 'the rule of a route: its name, or its path (0, tcp/0)',
		commands: ['shift', 'drain-traffic', 'swap', 'wait'],
	},
	{
		name: 'expect',
		type: 'string',
		isMultiple: true,
		value: 'BACKEND=PERCENT',
		says: 'refuse the shift unless this share stands now; may be repeated',
		commands: ['shift'],
	},
	{
		name: 'to',
		type: 'string',
		value: 'BACKEND',
		says: 'the version that drain-traffic leaves everything to',
		commands: ['drain-traffic'],
	},
	{
		name: 'staged',
		type: 'boolean',
		says: 'raise the version that stays to the pods it needs first, and wait for them',
		commands: ['drain-traffic'],
	},
	{
		name: 'prove',
		type: 'string',
		isOptional: true,
		value: '[TIME]',
		says: 'then measure for up to a time (60s) whether requests still come; ends with 0 only if none do',
		commands: ['drain-traffic'],
	},
	{
		name: 'toRevision',
		type: 'string',
		value: 'N',
		says: 'the revision to roll back to; the one before the present where absent',
		commands: ['rollback'],
	},
	{
		name: 'min',
		type: 'string',
		value: 'N',
		says: 'the fewest replicas that its autoscaler or KEDA may leave; as it is where absent',
		commands: ['scale'],
	},
	{
		name: 'max',
		type: 'string',
		value: 'N',
		says: 'the most replicas that its autoscaler or KEDA may make; as it is where absent',
		commands: ['scale'],
	},
	{
		name: 'full',
		type: 'boolean',
		says: 'promote past all pauses, analyses and steps at once',
		commands: ['promote'],
	},
	{
		name: 'force',
		type: 'boolean',
		says: 'evict pods too that no controller starts again: they are lost',
		commands: ['drain-node'],
	},
	{
		name: 'deleteEmptydirData',
		type: 'boolean',
		says: 'evict pods too that lose what they keep in an emptyDir',
		commands: ['drain-node'],
	},
	{
		name: 'remove',
		type: 'boolean',
		says: 'remove the notebook with its volume and its token: the files on it are lost',
		commands: ['stop-notebook'],
	},
	{
		name: 'container',
		type: 'string',
		shortFlag: 'c',
		value: 'NAME',
		says: 'the container of the pod; the one its annotation names, or the first, where absent',
		commands: ['exec'],
	},
	{
		name: 'dryRun',
		type: 'boolean',
		says: 'print the steps as JSON, with their exact patches, and let the server rehearse them; change nothing',
		commands: changing,
	},
	{name: 'yes', type: 'boolean', shortFlag: 'y', says: 'do not ask', commands: changing},
	{
		name: 'anyway',
		type: 'boolean',
		says: 'write once more what somebody else replaced twice in a row',
		commands: changing,
	},
	{
		name: 'reason',
		type: 'string',
		value: 'TEXT',
		says: 'why, for the journal, the receipt and the Event; some contexts demand it',
		commands: changing,
	},
	{name: 'wait', type: 'boolean', says: 'return when it is true, not when it is written', commands: changing},
	{
		name: 'timeout',
		type: 'string',
		value: 'TIME',
		says: 'how long --wait, wait and check may take, with its unit: 30s, 5m, 1h30m (5m where absent; check 30s at most)',
		commands: ['check', ...changing, 'wait'],
	},
	{
		name: 'for',
		type: 'string',
		value: 'SETTLED|TIME',
		says: 'of wait: settled, ready=N, or BACKEND=PERCENT (with --rule where a route has several); of hold: 30m, 2h (1h where absent)',
		commands: ['wait', 'hold'],
	},
];

/** `--all-namespaces, -A`. */
export function sayFlag({name, shortFlag, value}: FlagUsage): string {
	return [typedFlag(name), ...(shortFlag ? [`-${shortFlag}`] : [])].join(', ') + (value ? ` ${value}` : '');
}

/** `--all-namespaces` for `allNamespaces`. */
export function typedFlag(name: string): string {
	return `--${name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
}
