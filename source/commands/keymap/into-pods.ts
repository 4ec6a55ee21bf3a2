import {forwardable} from '../../actions/port-forward.ts';
import {resourceName} from '../../model/ref.ts';
import type {PodRow} from '../../resources/pod-row.ts';
import type {ServiceRow} from '../../resources/services.ts';
import {pickedBackend} from '../../store/draft.ts';
import {ledViews, rolloutOf} from '../../store/lists/rollouts.ts';
import {splitOf} from '../../store/lists/splits.ts';
import type {Choice} from '../../store/prompt.ts';
import type {Written} from '../../store/rights.ts';
import type {Subject} from '../../store/screen.ts';
import {cursorRow, subjectOf, subjectsOf} from '../../store/select.ts';
import {type State, topScreen} from '../../store/state.ts';
import {resourceOf, rowOf, targetOf} from '../../store/targets.ts';
import {deploymentSubject, holderOf, podsBehind, podsOf} from '../../store/workloads.ts';
import type {Binding} from '../binding.ts';
import type {Command} from '../command.ts';
import {act} from './change.ts';
import {lookedAt, subjectMeant, workloadMeant} from './meant.ts';
import {whyNotWrite} from './whether-write.ts';

/** A pod a shell can be opened in, with what tells it from the others. */
export type Enterable = Choice & {readonly subject: Subject};

/** The pods of what is on screen that are ready, those of each version after each other. */
export function podsToEnter(state: State): readonly Enterable[] {
	const subject = subjectMeant(state) ?? topScreen(state).subject;
	const split = splitOf(state, subject?.uid);
	if (split !== undefined) {
		return split.backends.flatMap(backend =>
			enterable(podsBehind(state, backend), `a ready pod of ${backend.name}`),
		);
	}
	const looked = subject?.view === 'rollouts' ? subject : lookedAt(state);
	if (looked === undefined) return [];
	if (looked.view === 'pods') return [{text: looked.name, says: '', subject: looked}];
	return enterable(podsOf(state, looked) ?? [], 'ready');
}

function enterable(pods: readonly PodRow[], says: string): readonly Enterable[] {
	return pods
		.filter(({isReady, isTerminating}) => isReady && !isTerminating)
		.map(pod => ({
			text: pod.name,
			says: pod.hash === '' ? says : `${says}, ${pod.hash}`,
			subject: subjectOf(pod, 'pods'),
		}));
}

/** What is run there, where it is not a shell, and in which container. */
export type Entering = {readonly container?: string; readonly command?: readonly string[]};

export function enter(state: State, subject: Subject, {container, command}: Entering): Command {
	const verb = command === undefined ? 'Open a shell in' : `Run ${command[0]} in`;
	return act(state, [subject], verb, target => ({
		action: 'exec',
		target,
		...(container !== undefined && {container}),
		...(command !== undefined && {command}),
	}));
}

/** At once where there is one pod to choose from; else it is asked which. */
export function openShell(state: State, entering: Entering = {}): Command {
	const pods = podsToEnter(state);
	const [pod, ...more] = pods;
	if (pod !== undefined && more.length === 0) return enter(state, pod.subject, entering);
	return [
		{
			type: 'promptOpened',
			prompt: {
				asks: 'pod',
				label: 'Shell in pod: ',
				text: '',
				cursor: 0,
				former: '',
				subjects: pods.map(({subject}) => subject),
				choices: pods,
				says: 'Type a part of its name, or pick one with ↑ and ↓.',
				entering,
			},
		},
	];
}

export function whyNotShell(state: State): string | undefined {
	const pods = podsToEnter(state);
	const marked = subjectsOf(state).length;
	if (marked > 1) return `A shell is for one pod at a time: ${marked} are marked.`;
	const held = whyNotWrite(
		state,
		[pods[0]?.subject ?? subjectMeant(state)].flatMap(each => each ?? []),
	);
	return held ?? (pods.length === 0 ? 'No pod of it is ready.' : undefined);
}

function opens(
	subresource: 'exec' | 'portforward',
	state: State,
	subjects: readonly Subject[],
): readonly Written[] {
	const resource = resourceOf(state, 'pods');
	if (resource === undefined) return [];
	return subjects.slice(0, 1).map(({view, namespace, name}) => ({
		resource,
		namespace,
		name: view === 'pods' ? name : '',
		subresource,
		verb: 'create',
	}));
}

export function shellsWritten(state: State): readonly Written[] {
	return opens(
		'exec',
		state,
		podsToEnter(state).map(({subject}) => subject),
	);
}

/** What has pods to forward to: itself, or what runs the picked version. */
export function forwardMeant(state: State): Subject | undefined {
	const screen = topScreen(state);
	const subject = subjectMeant(state);
	if (subject?.view === 'splits' || screen.name === 'split')
		return versionMeant(state) ?? workloadMeant(state);
	const led = rolloutOf(state, subject?.uid);
	if (led === undefined) return subject;
	const kind: string = resourceName(led.part.ref.resource);
	if ((forwardable as readonly string[]).includes(kind)) return subject;
	const holder = holderOf(state, led);
	return holder && deploymentSubject(holder);
}

/** The Service of the version under the cursor, where the list of Services is known. */
function versionMeant(state: State): Subject | undefined {
	const screen = topScreen(state);
	const split = splitOf(state, screen.subject?.uid ?? subjectMeant(state)?.uid);
	if (split === undefined) return undefined;
	const name = screen.name === 'split' ? pickedBackend(split, screen) : split.backends[0]?.name;
	const backend = split.backends.find(each => each.name === name);
	if (backend?.kind !== 'Service') return undefined;
	const rows = state.streams.services?.table.rows.values() ?? [];
	const row = [...rows].find(each => each.namespace === backend.namespace && each.name === backend.name);
	return row && subjectOf(row, 'services');
}

export function forwardTo(state: State, ports: {readonly local?: number; readonly remote: string}): Command {
	const subject = forwardMeant(state);
	return act(state, subject === undefined ? [] : [subject], 'Forward a port to', target => ({
		action: 'port-forward',
		target,
		...ports,
	}));
}

export function whyNotForward(state: State): string | undefined {
	const marked = subjectsOf(state).length;
	if (marked > 1) return `One at a time is forwarded: ${marked} are marked.`;
	const subject = forwardMeant(state);
	return whyNotWrite(state, subject === undefined ? [] : [subject]);
}

export function forwardsWritten(state: State): readonly Written[] {
	const subject = forwardMeant(state);
	return opens('portforward', state, subject === undefined ? [] : [subject]);
}

function openForward(state: State): Command {
	const subject = forwardMeant(state)!;
	const target = targetOf(state, subject);
	return [
		{
			type: 'promptOpened',
			prompt: {
				asks: 'ports',
				label: `Forward to ${target?.resource.kind ?? ''} ${subject.name}, LOCAL:REMOTE: `,
				text: '',
				cursor: 0,
				former: '',
				subjects: [subject],
				choices: portChoices(state, subject),
				says: 'REMOTE alone takes the same port here; 0:REMOTE takes any that is free.',
			},
		},
	];
}

/** The ports of a Service, and those that the containers of what was read name. */
function portChoices(state: State, {view, uid}: Subject): readonly Choice[] {
	const service = view === 'services' ? rowOf<ServiceRow>(state, 'services', uid) : undefined;
	const ofService = service?.ports.match(/\d+(?=(:\d+)?\/TCP)/g) ?? [];
	const ofContainers = portsOf(state.objects[uid]?.object?.spec);
	return [...new Set([...ofService, ...ofContainers])].map(port => ({
		text: Number(port) < 1024 ? `0:${port}` : port,
		says: `port ${port} of it`,
	}));
}

type Spec = NonNullable<NonNullable<State['objects'][string]['object']>['spec']>;

function portsOf(spec: Spec | undefined): string[] {
	const text = JSON.stringify(spec ?? {});
	return [...text.matchAll(/"containerPort":(\d+)/g)].map(([, port = '']) => port);
}

function forwardUnderCursor(state: State): string | undefined {
	return topScreen(state).name === 'forwards' ? cursorRow(state)?.uid : undefined;
}

export const intoPodBindings: readonly Binding[] = [
	{
		name: 'shell',
		keys: ['s'],
		label: 'shell',
		help: 'Opens a shell in the pod, on the whole screen; its end comes back here. Counts as a write, and is previewed.',
		group: 'Change',
		places: ['list', 'detail', 'yaml'],
		views: ['pods'],
		rank: 13,
		does: state => openShell(state),
		writes: shellsWritten,
		whyDisabled: whyNotShell,
	},
	{
		name: 'forward',
		keys: ['F'],
		label: 'forward',
		help: 'Leads a port of this machine to a pod, and to its successor once that is gone; asks LOCAL:REMOTE.',
		group: 'Change',
		places: ['list', 'detail', 'yaml', 'split', 'rollout'],
		views: ['pods', 'services', 'deployments', 'replicasets', ...ledViews],
		subjects: ['pods', 'services', 'deployments', 'replicasets', 'splits', ...ledViews],
		does: openForward,
		writes: forwardsWritten,
		whyDisabled: whyNotForward,
	},
	{
		name: 'forwards',
		keys: ['f'],
		label: 'forwards',
		help: 'Lists the ports that are forwarded, with what passed through them.',
		group: 'Look',
		places: ['now', 'list', 'detail', 'yaml', 'split', 'rollout'],
		does: () => [{type: 'screenOpened', screen: {name: 'forwards'}}],
	},
	{
		name: 'stop-forward',
		keys: ['ctrl-d'],
		label: 'stop',
		help: 'Ends the forward under the cursor, and the connections through it.',
		group: 'Program',
		places: ['forwards'],
		rank: 1,
		does: state => [{type: 'forwardStopAsked', ids: [forwardUnderCursor(state)!]}],
		whyDisabled: state =>
			forwardUnderCursor(state) === undefined ? 'There is no forward under the cursor.' : undefined,
	},
];
