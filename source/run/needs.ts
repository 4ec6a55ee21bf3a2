import {subjectsMeant, writesOn} from '../commands/writes.ts';
import {leads} from '../measure/drained.ts';
import type {AccessQuestion} from '../model/cluster.ts';
import {movesShares} from '../model/command.ts';
import type {Resource} from '../model/ref.ts';
import type {Split} from '../model/split.ts';
import type {PodRow} from '../resources/pod-row.ts';
import {suspectsOf} from '../store/incident.ts';
import {podOfJob} from '../store/job-output.ts';
import {viewsFollowed} from '../store/link.ts';
import {resourceView} from '../store/listing.ts';
import {measuringViews} from '../store/lists/analyses.ts';
import {mostMeasured, splitsGlancedAt} from '../store/lists/divided-splits.ts';
import {modelOn} from '../store/lists/models.ts';
import {rolloutOf} from '../store/lists/rollouts.ts';
import {splitRows} from '../store/lists/splits.ts';
import {namespaceAsked, questionsHere} from '../store/may.ts';
import {nodeEvidenceWanted} from '../store/node-evidence.ts';
import {keyOf, openQuestions} from '../store/rights.ts';
import type {Run} from '../store/run.ts';
import {dialogRuns} from '../store/runs.ts';
import {eventScopeOf, scopeOf} from '../store/scope.ts';
import type {Screen, Subject} from '../store/screen.ts';
import {logKey, type State, topScreen} from '../store/state.ts';
import {containerRead, resourceOf} from '../store/targets.ts';
import {mostVersionLines, type VersionLogOf} from '../store/version-logs.ts';
import {comparedOn, hasLog, mostPods, podsCompared} from '../store/versions.ts';

/**
 * What must be asked of the cluster for what is on screen. The outside follows
 * the state: a need that appears is begun, one that is gone is stopped, and two
 * with the same key are the same.
 */
export type Need = {readonly key: string} & (
	| {readonly type: 'discovery'}
	| {readonly type: 'identity'}
	| {
			readonly type: 'stream';
			readonly view: string;
			readonly resource: Resource;
			readonly namespace: string | undefined;
	  }
	| {readonly type: 'absent'; readonly view: string}
	| {
			readonly type: 'usage';
			readonly of: 'pods' | 'nodes';
			readonly resource: Resource;
			readonly namespace: string | undefined;
	  }
	| {readonly type: 'object'; readonly subject: Subject; readonly resource: Resource}
	| {readonly type: 'rights'; readonly namespace: string}
	| {readonly type: 'access'; readonly question: AccessQuestion}
	| {readonly type: 'measure'; readonly split: string; readonly everyMs: number}
	| {
			readonly type: 'log';
			readonly subject: Subject;
			readonly container: string | undefined;
			readonly isPrevious: boolean;
	  }
	| {
			readonly type: 'version-log';
			readonly version: VersionLogOf;
			readonly namespace: string;
			readonly container: string | undefined;
			/** How far back it is read; what has come just now is read from its first line. */
			readonly tailLines: number;
	  }
);

/** Versions that every supported server has: their lists need not wait for discovery. */
const knownVersions: {readonly [view: string]: string} = {
	pods: 'v1',
	nodes: 'v1',
	namespaces: 'v1',
	services: 'v1',
	events: 'v1',
	deployments: 'v1',
	replicasets: 'v1',
	endpointslices: 'v1',
};

export function needsOf(state: State): readonly Need[] {
	const at = state.connection;
	return [
		{type: 'discovery', key: `discovery ${at} ${state.refreshes} ${state.outages}`},
		{type: 'identity', key: `identity ${at} ${state.refreshes}`},
		...viewsNeeded(state).flatMap(view => streamNeed(state, view)),
		...usageNeeds(state),
		...rightsNeeds(state),
		...objectNeeds(state),
		...logNeeds(state),
		...versionLogNeeds(state),
		...measureNeeds(state),
	];
}

function viewsNeeded(state: State): readonly string[] {
	const {name, view, subject} = topScreen(state);
	const led = name === 'rollout' ? rolloutOf(state, subject?.uid) : undefined;
	// Whatever is looked at in full is followed too: it is read again when it changes, and said to be gone.
	const own = subject !== undefined && (name === 'detail' || name === 'yaml') ? [subject.view] : [];
	const warnings = ['split', 'rollout', 'timeline'].includes(name) ? ['warnings'] : [];
	const beyond = name === 'detail' ? ['events', ...own] : name === 'list' ? [view] : own;
	const measuring = led === undefined ? [] : measuringViews(led.rollout);
	return [...new Set([...beyond, ...warnings, ...measuring, ...viewsFollowed(state)])].filter(
		each => resourceView(state, each) !== undefined,
	);
}

function streamNeed(state: State, name: string): readonly Need[] {
	const view = resourceView(state, name)!;
	const scope = name === 'events' ? eventScopeOf(state) : scopeOf(state);
	const namespace = view.isNamespaced && !view.isEverywhere ? scope : undefined;
	// Cells of a table may tell of time, and are as old as the object's last change: who refreshes wants them anew.
	const turn = view.form === 'table' ? ` ${state.refreshes}` : '';
	const key = `${name} ${namespace ?? '*'} ${state.connection}${turn}`;
	const known = knownVersions[name];
	if (known !== undefined) {
		const {group, plural, kind, isNamespaced} = view;
		const resource = {group, version: known, plural, kind, namespaced: isNamespaced};
		return [{type: 'stream', key, view: name, resource, namespace}];
	}
	if (state.discovery === undefined) return [];
	const resource = resourceOf(state, name);
	return resource === undefined
		? [{type: 'absent', key: `absent ${key}`, view: name}]
		: [{type: 'stream', key, view: name, resource, namespace}];
}

function usageNeeds(state: State): readonly Need[] {
	const served = state.discovery?.resources.filter(({group}) => group === 'metrics.k8s.io') ?? [];
	return served.flatMap((resource): Need[] => {
		const of = resource.plural;
		if (of !== 'pods' && of !== 'nodes') return [];
		const namespace = of === 'pods' ? scopeOf(state) : undefined;
		const key = `usage ${of} ${namespace ?? '*'} ${state.connection} ${state.refreshes}`;
		return [{type: 'usage', key, of, resource, namespace}];
	});
}

/** What may be written of what a key would act on: by namespace, and one by one only where that leaves it open. */
function rightsNeeds(state: State): readonly Need[] {
	const at = `${state.connection} ${state.refreshes}`;
	const writes = writesOn(state);
	const touched = [...subjectsMeant(state), ...writes];
	const screen = topScreen(state);
	const told = screen.name === 'can-i' ? [namespaceAsked(state, screen)] : [];
	const namespaces = [...new Set([...told, ...touched.map(({namespace}) => namespace)])].slice(
		0,
		mostNamespaces,
	);
	const known = namespaces.filter(each => each !== '');
	const isOpen =
		known.length < namespaces.length || known.some(each => state.rights[each]?.isComplete === false);
	return [
		...known.map((namespace): Need => ({type: 'rights', key: `rights ${namespace} ${at}`, namespace})),
		...[
			...questionsHere(state, screen),
			...(isOpen ? openQuestions(state, writes).slice(0, mostQuestions) : []),
		].map((question): Need => ({type: 'access', key: `access ${keyOf(question)} ${at}`, question})),
	];
}

/** Marks and owners may be many, and lie in many namespaces; the gateway asks for each of them anyway. */
const mostNamespaces = 8;
const mostQuestions = 32;

/** Read again whenever its row changes: the row's identity stands in the key by its turn. */
function objectNeeds(state: State): readonly Need[] {
	const screen = topScreen(state);
	const {name, subject} = screen;
	const own = subject !== undefined && (name === 'detail' || name === 'yaml') ? [subject] : [];
	// A Job's pod says how it ended.
	const pod = name === 'detail' ? podOfJob(state, subject) : undefined;
	const all = [
		...own,
		...(pod === undefined ? [] : [pod]),
		...suspectsOf(state, screen).map(suspect => suspect.subject),
		...nodeEvidenceWanted(state, screen),
	];
	const subjects = new Map(all.map(each => [each.uid, each]));
	return [...subjects.values()].flatMap((each): readonly Need[] => {
		const resource = resourceOf(state, each.view);
		if (resource === undefined) return [];
		const row = state.streams[each.view]?.table.rows.get(each.uid);
		const key = `object ${each.uid} ${turnOf(row)} ${state.connection} ${state.refreshes}`;
		return [{type: 'object', key, subject: each, resource}];
	});
}

const turns = new WeakMap<object, number>();
let turn = 0;

function turnOf(row: object | undefined): number {
	if (row === undefined) return 0;
	let known = turns.get(row);
	if (known === undefined) {
		known = ++turn;
		turns.set(row, known);
	}
	return known;
}

function logNeeds(state: State): readonly Need[] {
	const screen = topScreen(state);
	const {name, isPrevious = false} = screen;
	const job = name === 'detail' ? podOfJob(state, screen.subject) : undefined;
	const subject = job ?? screen.subject;
	if (subject?.view !== 'pods' || (name !== 'logs' && name !== 'detail')) return [];
	const container = containerRead(state, {...screen, subject});
	const key = logKey(subject, container, isPrevious);
	return [{type: 'log', key: `log ${key} ${state.connection}`, subject, container, isPrevious}];
}

/** Every container that has begun is read from its beginning again once it restarted: what is told twice is kept once. */
function versionLogNeeds(state: State): readonly Need[] {
	const screen = topScreen(state);
	const pair = screen.name === 'version-logs' ? comparedOn(state, screen) : undefined;
	if (pair === undefined || screen.subject === undefined) return [];
	const of = screen.subject.uid;
	return [pair.champion, ...(pair.challenger ? [pair.challenger] : [])].flatMap(version => {
		const pods = podsCompared(state, version).slice(0, mostPods).filter(hasLog);
		// All that is kept of a version, dealt to its pods.
		const tailLines = Math.floor(mostVersionLines / Math.max(1, pods.length));
		return pods.flatMap(pod => {
			const lives = screen.isPrevious && pod.restarts > 0 ? [false, true] : [false];
			return lives.map(isPrevious =>
				versionLogNeed(state, screen, {of, version: version.name, isPrevious, tailLines}, pod),
			);
		});
	});
}

function versionLogNeed(
	state: State,
	{container: picked}: Screen,
	{tailLines, ...which}: Pick<VersionLogOf, 'of' | 'version' | 'isPrevious'> & {readonly tailLines: number},
	{uid, name, namespace, containers, restarts, created}: PodRow,
): Need {
	const several = containers.length > 1 ? containers[0]!.name : undefined;
	const container = containers.some(each => each.name === picked) ? picked : several;
	const key = logKey({view: 'pods', uid, namespace, name}, container, which.isPrevious);
	return {
		type: 'version-log',
		key: `version-log ${which.of} ${which.version} ${key} ${restarts} ${state.connection}`,
		version: {...which, pod: uid, podName: name},
		namespace,
		container,
		tailLines: state.now - created < newForMs ? mostVersionLines : tailLines,
	};
}

/** What a pod wrote in its first minutes is short enough to be read whole. */
const newForMs = 300_000;

const measuring: readonly string[] = ['split', 'rollout', 'timeline', 'now'];

/**
 * What is looked at closely, or about to be changed, and on the first screen the
 * few that divide traffic now; all splits at once would be a load on what measures them.
 */
function measureNeeds(state: State): readonly Need[] {
	const {name, subject} = topScreen(state);
	const isModel = name === 'detail' && subject?.view === 'models';
	if (!isModel && !measuring.includes(name) && state.dialog === undefined) return [];
	const rows = splitRows(state);
	const model = isModel ? modelOn(state, subject.uid)?.model : undefined;
	const looked = rows.filter(
		({uid, split}) =>
			((name === 'split' || name === 'timeline') && uid === subject?.uid) ||
			model?.ways.some(({key}) => key === uid) === true ||
			((name === 'rollout' || name === 'timeline') && (split.drivenBy ?? split.ref).uid === subject?.uid),
	);
	const runs = dialogRuns(state);
	const asked = runs.length === 0 ? [] : rows.filter(({split}) => runs.some(run => isAbout(run, split)));
	const near = [...new Set([...looked, ...asked])].map(({uid}) => uid);
	const glanced = name === 'now' ? splitsGlancedAt(state) : [];
	return [
		...near.map(uid => measureNeed(state, uid, 5000)),
		...glanced.filter(uid => !near.includes(uid)).map(uid => measureNeed(state, uid, 15_000)),
	].slice(0, mostMeasured);
}

function measureNeed({connection, refreshes}: State, split: string, everyMs: number): Need {
	const key = `measure ${split} ${everyMs} ${connection} ${refreshes}`;
	return {type: 'measure', key, split, everyMs};
}

function isAbout({command}: Run, split: Split): boolean {
	if (movesShares(command)) return command.target.uid === split.ref.uid;
	return command.action === 'abort' && leads(command.target, split);
}
