import {scaledKinds} from '../../actions/scale.ts';
import type {ActionCommand, Target} from '../../model/command.ts';
import {resourceName, sayRef} from '../../model/ref.ts';
import type {ReplicaSetRow} from '../../resources/replicasets.ts';
import type {Row} from '../../resources/view.ts';
import {whyHeldBack} from '../../store/arming.ts';
import {engineTitle, ledViews, rolloutOf} from '../../store/lists/rollouts.ts';
import type {Prompt} from '../../store/prompt.ts';
import type {Written} from '../../store/rights.ts';
import type {Subject} from '../../store/screen.ts';
import {cursorRow, subjectsOf} from '../../store/select.ts';
import {type State, topScreen} from '../../store/state.ts';
import {autoscalerOf, targetOf} from '../../store/targets.ts';
import {containersOf, deploymentSubject, holderOf, presentRevision} from '../../store/workloads.ts';
import type {Binding} from '../binding.ts';
import {ask} from '../command.ts';
import {type Scaling, sayScaling, scalingOf} from '../scaling-words.ts';
import {workloadMeant} from './meant.ts';
import {restoreBinding} from './restore.ts';
import {changesMeant, undoMeant} from './undo.ts';
import {whyNotWrite} from './whether-write.ts';

const autoscalersView = 'horizontalpodautoscalers';

const change = {
	group: 'Change',
	views: ['deployments'],
	places: ['list', 'detail', 'yaml', 'revisions'],
} as const;

/** Of verbs for whatever has a pod template: Deployments, and what engines lead. */
const workloads = {
	...change,
	views: ['deployments', 'models', ...ledViews],
	subjects: ['deployments', 'splits', 'models', ...ledViews],
	places: [...change.places, 'now', 'split', 'rollout'],
} as const;

/** The workloads an action is for: marked ones, the one on screen, or the one behind the picked version. */
export function workloadsMeant(state: State): readonly Subject[] {
	const screen = topScreen(state);
	if (screen.name === 'split') return oneOrNone(workloadMeant(state));
	if (screen.name === 'revisions') return oneOrNone(screen.subject);
	const subjects = subjectsOf(state).flatMap(subject => {
		if (subject.view === 'deployments') return [subject];
		return ledViews.includes(subject.view) ? [{...subject, view: 'rollouts'}] : [];
	});
	return subjects.length > 0 ? subjects : oneOrNone(workloadMeant(state));
}

function oneOrNone(subject: Subject | undefined): readonly Subject[] {
	return subject === undefined ? [] : [subject];
}

export function targetsOf(state: State, subjects: readonly Subject[]): readonly Target[] {
	return subjects.flatMap(subject => targetOf(state, subject) ?? []);
}

export function sayTargets(targets: readonly Target[]): string {
	const [first] = targets;
	if (first === undefined) return 'nothing';
	return targets.length === 1 ? sayRef(first) : `${targets.length} ${first.resource.plural}`;
}

export function act(
	state: State,
	subjects: readonly Subject[],
	verb: string,
	commandFor: (target: Target) => ActionCommand,
) {
	const targets = targetsOf(state, subjects);
	return ask(targets.map(commandFor), `${verb} ${sayTargets(targets)}`);
}

export function scalesWritten(state: State): readonly Written[] {
	return scaledMeant(state).flatMap((subject): readonly Written[] => {
		const autoscaler = subject.view === autoscalersView ? subject : autoscalerOf(state, subject);
		if (autoscaler === undefined)
			return targetsOf(state, [subject]).map(target => ({...target, subresource: 'scale'}));
		const {uid, namespace, name} = autoscaler;
		return targetsOf(state, [{view: autoscalersView, uid, namespace, name}]);
	});
}

/** What a change of the pod template would write: of what only names another holder, that one. */
export function templatesWritten(state: State): readonly Written[] {
	return workloadsMeant(state).flatMap(subject => {
		const led = rolloutOf(state, subject.uid);
		const held = led?.part.holder === undefined ? subject : holderOf(state, led);
		if (held === undefined) return [];
		return targetOf(state, held === subject ? subject : deploymentSubject(held as Row)) ?? [];
	});
}

function whyNotWorkload(
	state: State,
	subjects: readonly Subject[] = workloadsMeant(state),
): string | undefined {
	const {name} = topScreen(state);
	if (subjects.length === 0 && (name === 'now' || name === 'split') && whyHeldBack(state) === undefined)
		return `There is no deployment behind this ${name === 'now' ? 'row' : 'version'}.`;
	return whyNotWrite(state, subjects);
}

/** What can be scaled: Deployments, autoscalers, and the rollouts that have pods of their own or that an autoscaler scales. */
export function scaledMeant(state: State): readonly Subject[] {
	const autoscalers = subjectsOf(state).filter(({view}) => view === autoscalersView);
	if (autoscalers.length > 0) return autoscalers;
	return workloadsMeant(state).filter(
		subject =>
			subject.view === 'deployments' ||
			hasReplicas(state, subject) ||
			autoscalerOf(state, subject) !== undefined,
	);
}

function hasReplicas(state: State, {uid}: Subject): boolean {
	const led = rolloutOf(state, uid);
	return led !== undefined && scaledKinds.includes(resourceName(led.part.ref.resource));
}

export function whyNotScale(state: State): string | undefined {
	const subjects = scaledMeant(state);
	const [workload] = workloadsMeant(state);
	if (subjects.length === 0 && workload?.view === 'rollouts' && !state.isReadOnly)
		return `No autoscaler scales ${workload.name}, so it has no bounds to set.`;
	return whyNotWorkload(state, subjects);
}

export function scaleTo(state: State, scaling: Scaling) {
	return act(state, scaledMeant(state), sayScaling(scaling), scalingOf(scaling));
}

/** Images are a container's: for several workloads at once they would be a guess. */
export function whyNotUpgrade(state: State): string | undefined {
	const [first, ...more] = workloadsMeant(state);
	const what = first?.view === 'rollouts' ? 'rollout' : 'deployment';
	if (more.length > 0) return `Image is for one ${what} at a time: ${more.length + 1} are marked.`;
	return whyNotWorkload(state);
}

/** An engine restarts by a lever of its own, or what it leads is restarted, which it takes for a new version. */
function whyNotRestart(state: State): string | undefined {
	const led = workloadsMeant(state).flatMap(({view, uid}) =>
		view === 'rollouts' ? (rolloutOf(state, uid) ?? []) : [],
	);
	const without = led.find(({part}) => !part.hasRestart);
	if (without === undefined) return whyNotWorkload(state);
	const {holder} = without.part;
	const instead = holder ? ` Restart ${holder.kind} ${holder.name}, which it takes for a new version.` : '';
	return `${engineTitle(without.rollout.engine)} has no restart of its own.${instead}`;
}

function openScale(state: State) {
	const subjects = scaledMeant(state);
	const isHeld = subjects.some(subject => autoscalerOf(state, subject) !== undefined);
	const label = `${isHeld ? 'Bounds' : 'Replicas'} of ${sayTargets(targetsOf(state, subjects))}: `;
	return prompted({asks: 'replicas', label, subjects, says: ''});
}

function openUpgrade(state: State) {
	const subjects = workloadsMeant(state);
	const [subject] = subjects;
	const [container, ...others] = subject ? containersOf(state, subject) : [];
	return prompted({
		asks: 'image',
		label: `Image of ${subject?.name ?? ''}${container && others.length > 0 ? ` ${container.name}` : ''}: `,
		subjects,
		container: container?.name,
		says: 'Type an image, or :TAG of the same repository, or pick one with ↑ and ↓. CONTAINER=IMAGE is for another container.',
	});
}

function prompted(prompt: Pick<Prompt, 'asks' | 'label' | 'subjects' | 'says'> & Partial<Prompt>) {
	return [{type: 'promptOpened', prompt: {text: '', cursor: 0, former: '', choices: [], ...prompt}}] as const;
}

function revisionUnderCursor(state: State): ReplicaSetRow | undefined {
	return topScreen(state).name === 'revisions' ? (cursorRow(state) as ReplicaSetRow | undefined) : undefined;
}

function whyNotRollback(state: State): string | undefined {
	const row = revisionUnderCursor(state);
	const [subject] = workloadsMeant(state);
	if (row === undefined) return 'There is no revision under the cursor.';
	if (subject !== undefined && row.revision === presentRevision(state, subject)) {
		return `Revision ${row.revision} is the one that runs: pick another one.`;
	}
	return whyNotWorkload(state);
}

export const changeBindings: readonly Binding[] = [
	{
		...change,
		name: 'scale',
		keys: ['s'],
		label: 'scale',
		help: 'Asks for a number of replicas, or for the bounds of the autoscaler that holds it, and previews the change.',
		views: ['deployments', autoscalersView, 'models', ...ledViews],
		subjects: ['deployments', autoscalersView, 'splits', 'models', ...ledViews],
		places: [...change.places, 'now', 'split', 'rollout'],
		rank: 2,
		does: openScale,
		writes: scalesWritten,
		whyDisabled: whyNotScale,
	},
	{
		...workloads,
		name: 'upgrade',
		keys: ['i'],
		label: 'image',
		help: 'Upgrades or downgrades one container: pick an image that ran before, or type one.',
		rank: 3,
		does: openUpgrade,
		writes: templatesWritten,
		whyDisabled: whyNotUpgrade,
	},
	{
		...change,
		name: 'rollback',
		keys: ['ctrl-l'],
		label: 'roll back to it',
		help: 'Rolls the deployment or rollout back to the revision under the cursor: the downgrade.',
		subjects: ['deployments', ...ledViews],
		places: ['revisions'],
		rank: 2,
		does: state =>
			act(state, workloadsMeant(state), 'Roll back', target => ({
				action: 'rollback',
				target,
				toRevision: revisionUnderCursor(state)?.revision,
			})),
		writes: templatesWritten,
		whyDisabled: whyNotRollback,
	},
	{
		...workloads,
		name: 'restart',
		keys: ['r'],
		label: 'restart',
		help: 'Starts all pods anew, a few at a time, as kubectl rollout restart does.',
		rank: 6,
		does: state => act(state, workloadsMeant(state), 'Restart', target => ({action: 'restart', target})),
		writes: state => targetsOf(state, workloadsMeant(state)),
		whyDisabled: whyNotRestart,
	},
	{
		name: 'undo',
		keys: ['U'],
		label: 'undo',
		help: 'Takes back your last change of the object on screen and what was confirmed with it, or the one picked in the journal; preview first.',
		group: 'Change',
		places: ['now', 'list', 'detail', 'yaml', 'split', 'rollout', 'revisions', 'journal', 'objectives'],
		rank: 9,
		does: state => {
			const entries = changesMeant(state);
			if (typeof entries === 'string') return [];
			const commands = entries.map(({id}): ActionCommand => ({action: 'undo', id}));
			return ask(commands, `Undo: ${entries[0]!.says}`);
		},
		writes: state => {
			const entries = changesMeant(state);
			if (typeof entries === 'string') return [];
			return entries.flatMap(({steps}) => steps.map(({target, subresource}) => ({...target, subresource})));
		},
		whyDisabled: state => {
			const held = whyHeldBack(state);
			if (held !== undefined) return held;
			const entries = changesMeant(state);
			return typeof entries === 'string' ? entries : undefined;
		},
	},
	{
		name: 'redo',
		keys: [],
		label: 'redo',
		help: 'Takes your last undo of the object on screen back, or the one picked in the journal; preview first.',
		group: 'Change',
		places: ['now', 'list', 'detail', 'yaml', 'split', 'rollout', 'revisions', 'journal', 'objectives'],
		isMeant: state => typeof undoMeant(state) !== 'string' || topScreen(state).name === 'journal',
		does: state => {
			const entry = undoMeant(state);
			return typeof entry === 'string' ? [] : ask([{action: 'redo', id: entry.id}], `Redo: ${entry.says}`);
		},
		whyDisabled: state => {
			if (state.isReadOnly) return `Context ${state.context.name} is read-only.`;
			const entry = undoMeant(state);
			return typeof entry === 'string' ? entry : undefined;
		},
	},
	restoreBinding,
];
