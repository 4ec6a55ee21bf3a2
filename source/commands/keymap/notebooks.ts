import type {Link} from '../../model/line.ts';
import {resourceName} from '../../model/ref.ts';
import {editNotebook} from '../../objectives/edit-notebook.ts';
import {isNotebook} from '../../objectives/notebook.ts';
import type {DeploymentRow} from '../../resources/deployments.ts';
import {openPage} from '../../store/forwards.ts';
import type {ForwardRow} from '../../store/lists/forwards.ts';
import type {ObjectiveRow} from '../../store/lists/objectives.ts';
import type {Written} from '../../store/rights.ts';
import {phaseOf} from '../../store/run.ts';
import {dialogRuns} from '../../store/runs.ts';
import type {Subject} from '../../store/screen.ts';
import {cursorRow} from '../../store/select.ts';
import {type State, topScreen} from '../../store/state.ts';
import {resourceOf, rowOf, rowsIn, targetOf} from '../../store/targets.ts';
import {deploymentSubject} from '../../store/workloads.ts';
import type {Binding} from '../binding.ts';
import {ask, type Command, openPart} from '../command.ts';
import {act} from './change.ts';
import {subjectMeant, workloadMeant} from './meant.ts';
import {whyNotWrite} from './whether-write.ts';

/** All notebooks, whoever began them. */
export function openNotebooks(): Command {
	const of = {view: 'deployments', uid: '', namespace: '', name: 'notebook'};
	return openPart('deployments', {by: 'component', of, kind: 'Deployment'});
}

/** The notebook under the cursor or on screen; on the list of what was done, the one that was begun there. */
function notebookMeant(state: State): Subject | undefined {
	const screen = topScreen(state);
	if (screen.name === 'objectives')
		return begunBy(state, cursorRow(state, screen) as ObjectiveRow | undefined);
	const subject = subjectMeant(state);
	const workload = subject?.view === 'pods' ? workloadMeant(state) : subject;
	const row = rowOf<DeploymentRow>(state, 'deployments', workload?.uid);
	return row && isNotebook(row.templateLabels) ? deploymentSubject(row) : undefined;
}

function begunBy(state: State, row: ObjectiveRow | undefined): Subject | undefined {
	if (row?.entry === undefined || !row.says.startsWith(`${editNotebook.title}:`)) return undefined;
	const made = row.entry.steps.find(
		({target}) => resourceName(target.resource) === 'deployments.apps',
	)?.target;
	const known = rowOf<DeploymentRow>(state, 'deployments', made?.uid);
	if (known !== undefined) return deploymentSubject(known);
	return made && made.uid !== '' && row.stands !== 'removed' && row.stands !== 'gone'
		? {view: 'deployments', uid: made.uid, namespace: made.namespace, name: made.name}
		: undefined;
}

/** What leads to it already is shown, with its link; another port would be of no use. */
function open(state: State, subject: Subject): Command {
	const page = openPage(state, subject.uid);
	if (page !== undefined)
		return [
			{type: 'screenOpened', screen: {name: 'forwards'}},
			{type: 'cursorPut', uid: page.id},
		];
	return act(state, [subject], 'Open', target => ({action: 'open-notebook', target}));
}

/** What was begun in the dialog on screen, by its settled outcome. */
function justBegun(state: State): Subject | undefined {
	const [run, ...others] = dialogRuns(state);
	if (run === undefined || others.length > 0 || phaseOf(run) !== 'over') return undefined;
	const {command, outcome} = run;
	if (command.action !== 'do' || command.objective !== editNotebook.name || outcome?.end !== 'settled')
		return undefined;
	const target = outcome.plan.steps.find(
		step => resourceName(step.target.resource) === 'deployments.apps',
	)?.target;
	const rows = [...rowsIn<DeploymentRow>(state, 'deployments')];
	const row = rows.find(each => each.name === target?.name && each.namespace === target.namespace);
	return row && deploymentSubject(row);
}

function linesWritten(state: State, subject: Subject | undefined): readonly Written[] {
	const resource = resourceOf(state, 'pods');
	if (resource === undefined || subject === undefined) return [];
	return [{resource, namespace: subject.namespace, name: '', subresource: 'portforward', verb: 'create'}];
}

const presenting = 'Nothing secret is shown in front of people: :presenter off first.';

/** The link of the forward under the cursor, or of the one that was begun in the dialog. */
export function linkMeant(state: State): Link | undefined {
	if (state.dialog === undefined)
		return topScreen(state).name === 'forwards'
			? (cursorRow(state) as ForwardRow | undefined)?.forward.link
			: undefined;
	const ids = dialogRuns(state).map(({outcome}) => (outcome && 'id' in outcome ? outcome.id : undefined));
	return state.forwards.find(({id, link}) => link !== undefined && ids.includes(id))?.link;
}

function copyLink(state: State, at: number): Command {
	return [{type: 'copied', text: linkMeant(state)!.href, at}];
}

export function stopTo(state: State, removes: boolean): Command {
	const subject = notebookMeant(state);
	return act(state, subject === undefined ? [] : [subject], removes ? 'Remove' : 'Stop', target => ({
		action: 'stop-notebook',
		target,
		...(removes && {removes}),
	}));
}

export function whyNotStopNotebook(state: State): string | undefined {
	const subject = notebookMeant(state);
	return subject === undefined
		? 'There is no notebook under the cursor: :notebooks lists them.'
		: whyNotWrite(state, [subject]);
}

export function scaledByStop(state: State): readonly Written[] {
	const subject = notebookMeant(state);
	const target = subject && targetOf(state, subject);
	return target === undefined ? [] : [{...target, subresource: 'scale'}];
}

const onNotebook = {
	group: 'Change',
	places: ['list', 'detail', 'objectives'],
	views: ['deployments'],
	subjects: ['deployments'],
	isMeant: (state: State) => notebookMeant(state) !== undefined,
} as const;

export const notebookBindings: readonly Binding[] = [
	{
		...onNotebook,
		name: 'open-notebook',
		keys: ['o'],
		label: 'open link',
		help: 'Leads a port of this machine to the notebook, and shows the link that opens it in a browser; counts as a write, and is previewed.',
		rank: 1.5,
		does: state => open(state, notebookMeant(state)!),
		writes: state => linesWritten(state, notebookMeant(state)),
		whyDisabled: state => {
			const subject = notebookMeant(state);
			return subject === undefined ? 'There is no notebook here.' : whyNotWrite(state, [subject]);
		},
	},
	{
		...onNotebook,
		name: 'stop-notebook',
		keys: [],
		label: 'stop',
		help: 'Ends the pod of the notebook, and keeps its volume and its token; what is not on the volume is lost.',
		does: state => stopTo(state, false),
		writes: scaledByStop,
		whyDisabled: whyNotStopNotebook,
	},
	{
		name: 'open-begun',
		keys: ['o'],
		label: 'open link',
		help: 'Of a notebook that was just begun: leads a port of this machine to it, and shows its link; preview first.',
		group: 'Preview',
		places: ['preview'],
		rank: 1.5,
		harm: 'begin a change (open-begun)',
		isMeant: state => justBegun(state) !== undefined,
		does: state => {
			const subject = justBegun(state)!;
			const target = targetOf(state, subject);
			return [
				{type: 'dialogClosed'},
				...ask(target ? [{action: 'open-notebook', target}] : [], `Open ${subject.name}`),
			];
		},
		whyDisabled: state => {
			const subject = justBegun(state);
			return subject === undefined ? 'No notebook was begun here.' : whyNotWrite(state, [subject]);
		},
	},
	{
		name: 'copy-link',
		keys: ['c'],
		label: 'copy link',
		help: 'Copies the link of the page, with its token, through the terminal, over SSH too.',
		group: 'Look',
		places: ['forwards', 'preview'],
		rank: 1.7,
		isMeant: state => linkMeant(state) !== undefined,
		does: (state, {at}) => copyLink(state, at),
		whyDisabled: state => (state.rehearsal?.isPresenting ? presenting : undefined),
	},
];
