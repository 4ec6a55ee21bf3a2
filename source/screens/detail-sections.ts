import {sayKind} from '../model/ref.ts';
import type {Backend, Split} from '../model/split.ts';
import {sayAge} from '../resources/age.ts';
import type {DeploymentRow} from '../resources/deployments.ts';
import type {EventRow} from '../resources/events.ts';
import type {PodRow} from '../resources/pod-row.ts';
import type {ReplicaSetRow} from '../resources/replicasets.ts';
import {pointsOf} from '../store/history.ts';
import {staleSince} from '../store/link.ts';
import {resourceView} from '../store/listing.ts';
import {revisionRows} from '../store/lists/revisions.ts';
import {isOfEngine, rolloutBehind, rolloutOf} from '../store/lists/rollouts.ts';
import {splitRows} from '../store/lists/splits.ts';
import type {Subject} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {logKeyOf, rowOf, rowsIn} from '../store/targets.ts';
import {deploymentsBehind, podsOf} from '../store/workloads.ts';
import {neutral} from '../terminal/neutral.ts';
import {trim} from '../traffic/weights.ts';
import {chartLines} from '../ui/chart.tsx';
import {fadedLine} from '../ui/faded.tsx';
import {saySince} from '../ui/header.tsx';
import {cell, type Line, segment} from '../ui/line.ts';
import type {Theme, Tone} from '../ui/theme.ts';
import type {Section} from './detail-text.ts';
import {logLine, troubleLines} from './log-text.ts';
import {podLines} from './pod-lines.ts';
import {wrapWords} from './wrap.ts';

const mostPods = 12;
const mostEvents = 10;
const logTail = 12;

/** From the object up to what owns it, and down to its revisions. */
export function ownerSection(theme: Theme, state: State, subject: Subject): readonly Section[] {
	const chain =
		subject.view === 'pods'
			? podChain(state, subject)
			: subject.view === 'replicasets'
				? setChain(state, subject)
				: [];
	const lines = chain.map(
		(text, depth): Line => [
			segment(
				`  ${'  '.repeat(depth)}${depth > 0 ? `${theme.glyphs.bottomLeft}${theme.glyphs.horizontal} ` : ''}`,
				'rule',
			),
			segment(neutral(text), depth === chain.length - 1 ? 'accent' : 'plain'),
		],
	);
	if (subject.view === 'deployments' || rolloutOf(state, subject.uid) !== undefined)
		lines.push(...revisionTree(theme, state, subject));
	return lines.length === 0 ? [] : [{title: 'Owners', lines}];
}

function podChain(state: State, {uid, name}: Subject): string[] {
	const pod = rowOf<PodRow>(state, 'pods', uid);
	if (pod?.workload === undefined) return [];
	const {kind, name: workload} = pod.workload;
	const set = pod.replicaSet === '' || kind === 'ReplicaSet' ? [] : [`ReplicaSet ${pod.replicaSet}`];
	return [`${kind} ${workload}`, ...set, `Pod ${name}`];
}

function setChain(state: State, {uid, name}: Subject): string[] {
	const set = rowOf<ReplicaSetRow>(state, 'replicasets', uid);
	return set?.owner === undefined ? [] : [`${set.owner.kind} ${set.owner.name}`, `ReplicaSet ${name}`];
}

function revisionTree({glyphs}: Theme, state: State, {view, uid, name}: Subject): Line[] {
	const sets = revisionRows(state, uid).filter(
		({wanted, replicas}, s) => wanted > 0 || replicas > 0 || s === 0,
	);
	return [
		[segment(`  ${resourceView(state, view)?.kind ?? ''} ${neutral(name)}`, 'accent')],
		...sets.map(
			({revision, name: set, ready, wanted, containers}): Line => [
				segment(`  ${glyphs.bottomLeft}${glyphs.horizontal} `, 'rule'),
				segment(`revision ${revision}  `),
				segment(`${ready}/${wanted}  `, ready < wanted ? 'warning' : wanted === 0 ? 'dim' : 'good'),
				segment(neutral(`${set}  ${containers.map(({image}) => image).join(', ')}`), 'dim'),
			],
		),
	];
}

/** The pods of a workload, those that fare badly first. */
export function podSection(theme: Theme, state: State, subject: Subject, width: number): readonly Section[] {
	if (subject.view === 'pods') return containerSection(theme, state, subject);
	const pods = podsOf(state, subject);
	if (pods === undefined) return [];
	const lines = podLines(theme, state, pods, {width, most: mostPods});
	return [{title: 'Pods', says: String(pods.length), lines}];
}

function containerSection(theme: Theme, state: State, {uid}: Subject): readonly Section[] {
	const pod = rowOf<PodRow>(state, 'pods', uid);
	if (pod === undefined) return [];
	const trouble: Line[] = pod.trouble ? [[segment(`   ${neutral(pod.trouble.says)}`, 'warning')]] : [];
	const exit: Line[] =
		pod.lastExit === '' || pod.trouble?.says.includes(pod.lastExit)
			? []
			: [[segment(`   last ${neutral(pod.lastExit)}`, 'dim')]];
	const lines = pod.containers.map(
		({name, image}): Line => [segment('   '), cell(neutral(name), 20), segment(neutral(image), 'dim')],
	);
	const tone: Tone = pod.ready === pod.total ? 'good' : 'warning';
	return [
		{
			title: 'Containers',
			says: `${pod.ready}/${pod.total} ready ${theme.signs[tone]}`,
			lines: [...lines, ...trouble, ...exit],
		},
	];
}

/** Which traffic reaches a deployment or what an engine leads: what a change here would be felt by. */
export function splitSection(state: State, subject: Subject): readonly Section[] {
	const lines = splitRows(state).flatMap(({split}) => {
		const isLed = rolloutBehind(state, split)?.uid === subject.uid && !isOfEngine(split);
		return split.backends
			.filter(
				backend =>
					isLed ||
					(subject.view === 'deployments' &&
						deploymentsBehind(state, backend).some(({uid}) => uid === subject.uid)),
			)
			.map(backend => shareLine(split, backend, isLed));
	});
	return lines.length === 0 ? [] : [{title: 'Traffic', lines}];
}

function shareLine({ref, rule}: Split, {name, share, role}: Backend, isNamed: boolean): Line {
	const says = share === null ? 'no share' : `${trim(Math.round(share * 10) / 10)} %`;
	const of = `of ${sayKind(ref.resource)} ${ref.name}${rule && ` rule ${rule}`}, as ${role}`;
	return [segment(`   ${says.padStart(8)}  `, role), segment(neutral(isNamed ? `${of} ${name}` : of))];
}

/** How the ready pods moved while sluice watched. */
export function readySection(
	theme: Theme,
	state: State,
	subject: Subject,
	width: number,
): readonly Section[] {
	if (subject.view !== 'deployments') return [];
	const samples = state.history[`ready/${subject.uid}`];
	const row = rowOf<DeploymentRow>(state, 'deployments', subject.uid);
	if (samples === undefined || row === undefined) return [];
	const count = Math.max(10, width - 8);
	const points = pointsOf(samples, {until: state.now, stepMs: 1000, count});
	const lines = chartLines(theme, {
		series: [{name: 'ready pods', points, look: 'good'}],
		width,
		height: 6,
		min: 0,
		max: Math.max(1, row.wanted, ...samples.map(({value}) => value)),
	});
	return [{title: 'Ready pods', says: `${row.ready}/${row.wanted}, ${count} s`, lines}];
}

/** Events of the object and of the pods it runs, newest first. */
export function eventSection(
	theme: Theme,
	state: State,
	subject: Subject,
	width: number,
): readonly Section[] {
	const stream = state.streams.events;
	if (stream?.health.state === 'denied') {
		return [{title: 'Events', lines: [[segment(`  ${stream.health.trouble.says}`, 'dim')]]}];
	}
	if (!stream?.hasListed) return [{title: 'Events', lines: [[segment('  Loading events.', 'dim')]]}];
	const uids = new Set([subject.uid, ...(podsOf(state, subject) ?? []).map(({uid}) => uid)]);
	const events = [...rowsIn<EventRow>(state, 'events')]
		.filter(({regarding}) => uids.has(regarding.uid))
		.sort((left, right) => right.lastSeen - left.lastSeen);
	if (events.length === 0) return [{title: 'Events', lines: [[segment('  None.', 'dim')]]}];
	const lines = events.slice(0, mostEvents).flatMap(event => eventLines(theme, state, event, subject, width));
	const since = staleSince(state, ['events']);
	if (since === undefined) return [{title: 'Events', says: String(events.length), lines}];
	const says = `${events.length}, ${saySince(since, state.wallTime)}`;
	return [{title: 'Events', says, lines: lines.map(fadedLine)}];
}

function eventLines(theme: Theme, state: State, event: EventRow, subject: Subject, width: number): Line[] {
	const tone: Tone = event.type === 'Warning' ? 'warning' : 'plain';
	const about = event.regarding.uid === subject.uid ? '' : ` ${event.regarding.name}`;
	const times = event.count > 1 ? ` x${event.count}` : '';
	const head: Line = [
		segment(` ${theme.signs[tone]} `, tone),
		cell(sayAge(event.lastSeen, state.now), 7, 'dim'),
		segment(neutral(`${event.reason}${times}`), tone),
		segment(neutral(about), 'dim'),
	];
	return [
		head,
		...wrapWords([segment(neutral(event.message), 'dim')], Math.max(20, width - 11)).map(line => [
			segment(' '.repeat(10)),
			...line,
		]),
	];
}

/** The end of the log, as it is written. */
export function logSection(state: State, subject: Subject, width: number): readonly Section[] {
	if (subject.view !== 'pods') return [];
	const log = state.logs[logKeyOf(state, {subject}) ?? ''];
	if (log?.trouble !== undefined && (log.isOver || log.lines.length === 0))
		return [{title: 'Log', lines: troubleLines(state, {subject}, log.trouble, width)}];
	if (log === undefined || log.lines.length === 0)
		return [{title: 'Log', lines: [[segment('  Nothing written yet.', 'dim')]]}];
	return [
		{
			title: 'Log',
			says: 'l follows',
			lines: log.lines.slice(-logTail).map(line => [segment('  '), ...logLine(line)]),
		},
	];
}
