import type {ActionCommand, Target} from '../../model/command.ts';
import type {DeploymentRow} from '../../resources/deployments.ts';
import type {ReplicaSetRow} from '../../resources/replicasets.ts';
import type {Prompt} from '../../store/prompt.ts';
import type {Subject} from '../../store/screen.ts';
import {cursorRow, subjectsOf} from '../../store/select.ts';
import {type State, topScreen} from '../../store/state.ts';
import {rowOf, targetOf} from '../../store/targets.ts';
import type {Binding} from '../binding.ts';
import {ask} from '../command.ts';
import {deploymentMeant, deploymentPicked} from './open.ts';
import {changesMeant} from './undo.ts';
import {whyNotWrite} from './whether-write.ts';

const change = {
	group: 'Change',
	views: ['deployments'],
	places: ['list', 'detail', 'yaml', 'revisions'],
} as const;

/** The deployments an action is for: marked ones, the one on screen, or the one behind the picked backend. */
export function deploymentsMeant(state: State): readonly Subject[] {
	const screen = topScreen(state);
	if (screen.name === 'split') return oneOrNone(deploymentPicked(state));
	if (screen.name === 'revisions') return oneOrNone(screen.subject);
	const subjects = subjectsOf(state).filter(({view}) => view === 'deployments');
	if (subjects.length > 0) return subjects;
	return oneOrNone(deploymentMeant(state));
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
	return targets.length === 1
		? `${first.resource.kind} ${first.namespace}/${first.name}`
		: `${targets.length} ${first.resource.plural}`;
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

function whyNotDeployment(state: State): string | undefined {
	const subjects = deploymentsMeant(state);
	const {name} = topScreen(state);
	if (subjects.length === 0 && (name === 'now' || name === 'split') && !state.isReadOnly)
		return `There is no deployment behind this ${name === 'now' ? 'row' : 'version'}.`;
	return whyNotWrite(state, subjects);
}

/** Images are a container's: for several deployments at once they would be a guess. */
export function whyNotUpgrade(state: State): string | undefined {
	const {length} = deploymentsMeant(state);
	if (length > 1) return `Image is for one deployment at a time: ${length} are marked.`;
	return whyNotDeployment(state);
}

function openScale(state: State) {
	const subjects = deploymentsMeant(state);
	const label = `Replicas of ${sayTargets(targetsOf(state, subjects))}: `;
	return prompted({asks: 'replicas', label, subjects, says: ''});
}

function openUpgrade(state: State) {
	const subjects = deploymentsMeant(state);
	const row = rowOf<DeploymentRow>(state, 'deployments', subjects[0]?.uid);
	const container = row?.containers[0];
	return prompted({
		asks: 'image',
		label: `Image of ${row?.name ?? ''}${container && row.containers.length > 1 ? ` ${container.name}` : ''}: `,
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
	const [subject] = deploymentsMeant(state);
	const present = rowOf<DeploymentRow>(state, 'deployments', subject?.uid);
	if (row === undefined) return 'There is no revision under the cursor.';
	if (present !== undefined && row.revision === present.revision) {
		return `Revision ${row.revision} is the one that runs: pick another one.`;
	}
	return whyNotDeployment(state);
}

export const changeBindings: readonly Binding[] = [
	{
		...change,
		name: 'scale',
		keys: ['s'],
		label: 'scale',
		help: 'Asks for a number of replicas, and previews the change.',
		places: [...change.places, 'now', 'split'],
		subjects: ['deployments', 'splits'],
		rank: 2,
		does: openScale,
		whyDisabled: whyNotDeployment,
	},
	{
		...change,
		name: 'upgrade',
		keys: ['i'],
		label: 'image',
		help: 'Upgrades or downgrades one container: pick an image that ran before, or type one.',
		places: [...change.places, 'now', 'split'],
		subjects: ['deployments', 'splits'],
		rank: 3,
		does: openUpgrade,
		whyDisabled: whyNotUpgrade,
	},
	{
		...change,
		name: 'rollback',
		keys: ['ctrl-l'],
		label: 'roll back to it',
		help: 'Rolls the deployment back to the revision under the cursor: the downgrade.',
		places: ['revisions'],
		rank: 2,
		does: state =>
			act(state, deploymentsMeant(state), 'Roll back', target => ({
				action: 'rollback',
				target,
				toRevision: revisionUnderCursor(state)?.revision,
			})),
		whyDisabled: whyNotRollback,
	},
	{
		...change,
		name: 'restart',
		keys: ['r'],
		label: 'restart',
		help: 'Starts all pods anew, a few at a time, as kubectl rollout restart does.',
		places: [...change.places, 'now', 'split'],
		subjects: ['deployments', 'splits'],
		rank: 6,
		does: state => act(state, deploymentsMeant(state), 'Restart', target => ({action: 'restart', target})),
		whyDisabled: whyNotDeployment,
	},
	{
		name: 'undo',
		keys: ['U'],
		label: 'undo',
		help: 'Takes back your last change of the object on screen and what was confirmed with it, or the one picked in the journal; preview first.',
		group: 'Change',
		places: ['now', 'list', 'detail', 'yaml', 'split', 'revisions', 'journal'],
		rank: 9,
		does: state => {
			const entries = changesMeant(state);
			if (typeof entries === 'string') return [];
			const commands = entries.map(({id}): ActionCommand => ({action: 'undo', id}));
			return ask(commands, `Undo: ${entries[0]!.says}`);
		},
		whyDisabled: state => {
			if (state.isReadOnly) return `Context ${state.context.name} is read-only.`;
			const entries = changesMeant(state);
			return typeof entries === 'string' ? entries : undefined;
		},
	},
];
