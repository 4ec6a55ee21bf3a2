import {secretResource} from '../model/builtin-resources.ts';
import type {ActionCommand} from '../model/command.ts';
import {type KubernetesObject, numberIn, refOf} from '../model/object.ts';
import type {Concern, Page, Plan, Refusal} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import {type Notebook, notebookPort, readNotebook} from '../objectives/notebook.ts';
import {type Action, recreated} from './action.ts';
import {type ForwardFacts, portForward} from './port-forward.ts';

type OpenNotebook = Extract<ActionCommand, {action: 'open-notebook'}>;

/** Leads a port of this machine to a notebook, and makes the link that opens it. */
export const openNotebook: Action<OpenNotebook, ForwardFacts> = {
	name: 'open-notebook',
	title: 'Open a notebook',
	kinds: ['deployments.apps'],
	gather: ({target}, reader, clock) =>
		portForward.gather({action: 'port-forward', target, remote: ''}, reader, clock),
	plan({target, local}, facts) {
		const {object} = facts;
		const ref = refOf(target.resource, object);
		const notebook = readNotebook(object);
		const refused =
			recreated(target, ref) ?? (notebook === undefined ? noNotebook(ref) : whyStopped(ref, object));
		if (refused || notebook === undefined) return refused!;
		const led = portForward.plan(
			{action: 'port-forward', target, local: local ?? notebookPort, remote: notebook.port},
			facts,
		);
		return 'refused' in led ? led : opening(led, ref, notebook, local === undefined);
	},
};

export function noNotebook(ref: Ref): Refusal {
	return {
		refused: 'usage',
		says: `${sayRef(ref)} is no notebook: its pods have no label that says so.`,
		hint: 'Begin one: do edit-notebook NAME. A port of anything else: sluice port-forward.',
	};
}

function whyStopped(ref: Ref, {spec}: KubernetesObject): Refusal | undefined {
	if (numberIn(spec?.replicas) !== 0) return undefined;
	return {
		refused: 'not-found',
		says: `${sayRef(ref)} is stopped: no pod of it runs.`,
		hint: `Start it first: sluice scale deployment/${ref.name} 1 -n ${ref.namespace}`,
	};
}

function opening(led: Plan, ref: Ref, notebook: Notebook, isElsewhere: boolean): Plan {
	const page: Page = {path: '/lab', ...(notebook.token && {token: tokenOf(ref, notebook.token)})};
	const [step] = led.steps;
	return {
		...led,
		action: 'open-notebook',
		says: `Open notebook ${ref.namespace}/${ref.name}${sayToken(page)}`,
		lines: led.lines.map(line =>
			isElsewhere ? {...line, subject: `${line.subject}, or any free port`} : line,
		),
		steps: [{...step!, leads: {...step!.leads!, ...(isElsewhere && {isElsewhere}), page}}],
		concerns: [...led.concerns, ...whatIsSeen(page)],
	};
}

function tokenOf({namespace}: Ref, {secret, key}: NonNullable<Notebook['token']>): Page['token'] {
	return {secret: {resource: secretResource, namespace, name: secret}, key};
}

/** The journal keeps this sentence: it says whose token somebody looked at. */
function sayToken({token}: Page): string {
	return token === undefined ? '' : ` with ${token.key} of ${sayRef(token.secret)}`;
}

function whatIsSeen({token}: Page): Concern[] {
	return token === undefined
		? []
		: [
				{
					says: `Its token is read from ${sayRef(token.secret)}: whoever has the link can do what you can there.`,
				},
			];
}
