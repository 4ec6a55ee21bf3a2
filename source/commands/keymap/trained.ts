import type {PodRow} from '../../resources/pod-row.ts';
import {jobsView, podOfJob} from '../../store/job-output.ts';
import {firstTouched} from '../../store/lists/first-touched.ts';
import type {ObjectiveRow} from '../../store/lists/objectives.ts';
import type {Subject} from '../../store/screen.ts';
import {cursorRow, subjectsOf} from '../../store/select.ts';
import {type State, topScreen} from '../../store/state.ts';
import {rowOf} from '../../store/targets.ts';
import type {Binding} from '../binding.ts';
import {openFormIn} from './form.ts';

/** The Job whose model is meant: on screen, or made by the objective under the cursor. */
function jobMeant(state: State): Pick<Subject, 'namespace' | 'name' | 'uid'> | undefined {
	const screen = topScreen(state);
	if (screen.name !== 'objectives') return subjectsOf(state).find(({view}) => view === jobsView);
	const row = cursorRow(state, screen) as ObjectiveRow | undefined;
	const made = row?.entry && firstTouched(row.entry);
	return made?.resource.kind === 'Job' ? made : undefined;
}

function whyNotTrained(state: State): string | undefined {
	const job = jobMeant(state);
	if (job === undefined) return 'Only a training leaves a model: there is none under the cursor.';
	const pod = podOfJob(state, {...job, view: jobsView});
	const phase = rowOf<PodRow>(state, 'pods', pod?.uid)?.phase;
	return phase === undefined || phase === 'Succeeded' || topScreen(state).name === 'objectives'
		? undefined
		: `Job ${job.name} has not completed: its model is not whole before.`;
}

export const trainedBindings: readonly Binding[] = [
	{
		name: 'deploy-trained',
		keys: ['D'],
		label: 'deploy it',
		help: 'Fills in the form that deploys what a finished training left on its volume.',
		group: 'Look',
		places: ['detail', 'list', 'objectives'],
		views: [jobsView],
		rank: 2.5,
		isMeant: state => topScreen(state).name !== 'objectives' || jobMeant(state) !== undefined,
		does: state => {
			const {namespace, name} = jobMeant(state)!;
			return openFormIn(state, namespace, 'deploy-trained', {name: `${name}-model`, from: name});
		},
		whyDisabled: whyNotTrained,
	},
];
