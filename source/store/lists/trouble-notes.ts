import {failingPercent, type Shortfall, shortfallOf} from '../../measure/shortfall.ts';
import type {Figures, Unmeasured} from '../../model/measured.ts';
import type {Split} from '../../model/split.ts';
import type {DeploymentRow} from '../../resources/deployments.ts';
import {resourceViews} from '../../resources/index.ts';
import type {PodRow} from '../../resources/pod-row.ts';
import type {ReplicaSetRow} from '../../resources/replicasets.ts';
import type {ServiceRow} from '../../resources/services.ts';
import type {TrafficRow} from '../../resources/traffic-row.ts';
import {trafficViews} from '../../resources/traffic-views.ts';
import type {ResourceView, Row, Tone} from '../../resources/view.ts';
import {dialects} from '../../traffic/index.ts';
import type {ObjectHead} from '../../traffic/object-head.ts';
import {loneWaysOf, type Parts} from '../../traffic/splits.ts';
import type {RouteReport, Rows, Seen, Unread} from '../../troubles/facts.ts';
import {troubles} from '../../troubles/index.ts';
import type {ClusterTrouble, Severity} from '../../troubles/trouble.ts';
import {sharesSeen} from '../history.ts';
import {nowViews, viewsFollowed} from '../link.ts';
import {type MeasuredSample, type MeasureRead, measureOf} from '../measures.ts';
import {remembering} from '../remembering.ts';
import {scopeOf} from '../scope.ts';
import type {State} from '../state.ts';
import type {Table} from '../table.ts';
import {dividedSplits, splitsGlancedAt} from './divided-splits.ts';
import {isHoldView} from './hold-notes.ts';
import {type NoteRow, note} from './note.ts';
import {rolloutRows} from './rollouts.ts';
import {splitRows} from './splits.ts';
import {partsIn, surroundings, tableIn} from './traffic-tables.ts';

/** Above this many pods the troubles are looked for once a tick, not at every change. */
const fewPods = 2000;

/** What is wrong in the cluster, worst first. */
export function troubleNotes(state: State): readonly NoteRow[] {
	const pods = tableIn<PodRow>(state, 'pods');
	const tables = read.map(view => state.streams[view]?.table);
	const isFew = pods.rows.size < fewPods;
	return notesFrom(
		{state},
		state.now,
		scopeOf(state),
		unreadKey(state),
		state.measures,
		...(isFew ? [...tables, splitRows(state), loneWays(state), rolloutRows(state)] : []),
	);
}

/** The state is only where to look; what it is looked at for stands behind it. */
const notesFrom = ((): ((
	from: {readonly state: State},
	...beat: readonly unknown[]
) => readonly NoteRow[]) => {
	let from: {readonly state: State} | undefined;
	const found = remembering((..._beat: readonly unknown[]) => troubles(rowsOf(from!.state)).map(troubleNote));
	return (asked, ...beat) => {
		from = asked;
		return found(...beat);
	};
})();

/** Views that troubles are found in. */
const read: readonly string[] = [
	'pods',
	'deployments',
	'nodes',
	'services',
	'endpointslices',
	'replicasets',
	'horizontalpodautoscalers',
	'statefulsets',
	'daemonsets',
	...nowViews,
	...trafficViews.map(({name}) => name),
];

/** Some of what troubles are found in is still being read: that none is told is no word of there being none. */
export function areTroublesLoading(state: State): boolean {
	if (state.discovery === undefined) return state.discoveryTrouble === undefined;
	return read.some(view => {
		const {health, hasListed = false} = state.streams[view] ?? {};
		return !hasListed && (health?.state === 'connecting' || health?.state === 'listing');
	});
}

function rowsOf(state: State): Rows {
	return {
		now: state.now,
		namespace: scopeOf(state),
		pods: rowsIn(state, 'pods'),
		deployments: rowsIn(state, 'deployments'),
		nodes: rowsIn(state, 'nodes'),
		replicaSets: rowsIn(state, 'replicasets'),
		statefulSets: rowsIn(state, 'statefulsets'),
		daemonSets: rowsIn(state, 'daemonsets'),
		services: rowsIn(state, 'services'),
		slices: rowsIn(state, 'endpointslices'),
		autoscalers: rowsIn(state, 'horizontalpodautoscalers'),
		budgets: rowsIn(state, 'poddisruptionbudgets'),
		gateways: rowsIn(state, 'gateways'),
		warnings: rowsIn(state, 'warnings'),
		ways: [...splitRows(state).map(({split}) => split), ...loneWays(state)],
		reports: reportsIn(...trafficViews.map(({name}) => tableIn<TrafficRow>(state, name))),
		rollouts: rolloutRows(state).map(({rollout}) => rollout),
		unread: unreadIn(state),
		seen: seenIn(state),
		unmeasured: unmeasuredIn(state),
	} as Rows;
}

/** Rows of a view that was read whole and is followed: of another one nobody knows what has become of it. */
function rowsIn(state: State, view: string): readonly Row[] | undefined {
	const stream = state.streams[view];
	return stream?.hasListed && viewsFollowed(state).includes(view)
		? [...stream.table.rows.values()]
		: undefined;
}

const lone = remembering(
	(
		parts: Parts,
		services: ReadonlyMap<string, ServiceRow>,
		deployments: ReadonlyMap<string, DeploymentRow>,
		replicaSets: ReadonlyMap<string, ReplicaSetRow>,
		..._beat: readonly unknown[]
	): readonly Split[] =>
		loneWaysOf(parts, {
			services: services.values(),
			deployments: deployments.values(),
			replicaSets: replicaSets.values(),
		}),
);

function loneWays(state: State): readonly Split[] {
	return lone(
		partsIn(state),
		tableIn<ServiceRow>(state, 'services').rows,
		tableIn<DeploymentRow>(state, 'deployments').rows,
		tableIn<ReplicaSetRow>(state, 'replicasets').rows,
		...surroundings(state),
	);
}

const acceptedBy = new Map(
	dialects.flatMap(({name, acceptedBy: types}) => (types ? [[name, types] as const] : [])),
);

/** What is reported of every object whose kind is reported on. */
const reportsIn = remembering((...tables: ReadonlyArray<Table<TrafficRow>>): readonly RouteReport[] =>
	tables.flatMap(({rows}) =>
		[...rows.values()].flatMap(({parts}) =>
			parts.flatMap(([dialect, part]): RouteReport[] => {
				const types = acceptedBy.get(dialect);
				const {ref, conditions, generation} = part as ObjectHead;
				return types === undefined || ref === undefined
					? []
					: [{ref, conditions, generation, acceptedBy: types}];
			}),
		),
	),
);

/** Figures that are older say what was; those of splits that nobody measures any more grow old. */
const freshMs = 120_000;

/** What versions fall short of by the figures that are fresh. */
function seenIn(state: State): ReadonlyMap<string, readonly Seen[]> {
	return new Map(
		splitRows(state).flatMap(({split}) => {
			const read = measureOf(state, split.key);
			if (read?.measured.state !== 'measured' || read.oldBecause !== undefined) return [];
			if (state.now - read.measured.at > freshMs) return [];
			const short = shortfallOf(split, read.measured)
				.filter(isSince(state, split.key, read.measured))
				.map((each): Seen => ({...each, ...(each.what === 'failing' && failingSince(read, each.backend))}));
			return short.length === 0 ? [] : [[split.key, short] as const];
		}),
	);
}

/** Before sluice looked the shares may have been others: requests of then say nothing against those of now. */
function isSince({history}: State, split: string, {at, windowMs}: Figures) {
	return ({what, backend}: Shortfall): boolean => {
		const watchedSince = sharesSeen(history, split, backend)[0]?.at;
		return what !== 'unseen' || watchedSince === undefined || watchedSince <= at - windowMs;
	};
}

/** Why nothing is known now of the requests of splits that divide traffic; too few or too new ones are no fault of who measures. */
function unmeasuredIn(state: State): Rows['unmeasured'] {
	const glanced = new Set(splitsGlancedAt(state));
	const divided = dividedSplits(state);
	const asked = divided.filter(({key}) => glanced.has(key));
	const because = asked.flatMap(({key}): readonly Unmeasured[] => {
		const read = measureOf(state, key);
		const why = read?.measured.state === 'unmeasured' ? read.measured : read?.oldBecause;
		return why === undefined || passing.includes(why.why) ? [] : [why];
	});
	return {because, beyond: divided.length - asked.length};
}

const passing: readonly Unmeasured['why'][] = ['too-soon', 'too-few'];

/** The first of the samples without a break in which it fails nearly all of its requests. */
function failingSince({series}: MeasureRead, backend: string): {readonly since?: number} {
	const isFailing = (sample: MeasuredSample) =>
		sample.backends.some(({name, failedPercent = 0}) => name === backend && failedPercent >= failingPercent);
	const first = series[series.findLastIndex(sample => !isFailing(sample)) + 1];
	return first === undefined ? {} : {since: first.at};
}

/** Lists that nobody lets us read; most may not read who holds what in Git, and miss nothing that is their own. */
function unreadIn({streams, ...state}: State): readonly Unread[] {
	const views = viewsFollowed({...state, streams}).filter(
		view => streams[view]?.health.state === 'denied' && !isHoldView(view),
	);
	return views.flatMap(view => {
		const known = resourceViews.find(({name}) => name === view);
		return known === undefined ? [] : [{view, kinds: kindsOf(known), isNamespaced: known.isNamespaced}];
	});
}

function unreadKey(state: State): string {
	return unreadIn(state)
		.map(({view}) => view)
		.join(' ');
}

/** `Services`, as many of a kind are called. */
function kindsOf({kind, fields}: ResourceView): string {
	const many = /(s|x|ch)$/.test(kind)
		? `${kind}es`
		: /[^aeo]y$/.test(kind)
			? `${kind.slice(0, -1)}ies`
			: `${kind}s`;
	return fields === undefined ? many : `warning ${many}`;
}

const severityTones: {readonly [S in Severity]: Tone} = {
	critical: 'bad',
	warning: 'warning',
	notice: 'dim',
	unknown: 'dim',
};

function troubleNote({key, severity, says, fact = '', hint = '', about, since}: ClusterTrouble): NoteRow {
	return {
		...note('Troubles', key, {
			tone: severityTones[severity],
			says,
			hint: [shortened(fact), hint].filter(Boolean).join(' '),
		}),
		namespace: about?.namespace ?? '',
		since,
		...(severity === 'unknown' && {isUnknown: true}),
		...(about !== undefined && {subject: about}),
	};
}

/** What shows a trouble may be long; what to do next must still be seen behind it. */
const mostOfFact = 140;

function shortened(fact: string): string {
	return fact.length <= mostOfFact ? fact : `${fact.slice(0, mostOfFact - 1)}…`;
}

/** Uids of the objects the first screen says are in trouble; the same set until one comes or goes. */
export function troubledUids(state: State): ReadonlySet<string> {
	const uids = troubleNotes(state).flatMap(({subject}) => (subject === undefined ? [] : [subject.uid]));
	return uidsFrom(uids.sort().join(' '));
}

const uidsFrom = remembering((uids: string): ReadonlySet<string> => new Set(uids.split(' ')));
