import {claimResource, podResource, secretResource} from '../model/builtin-resources.ts';
import type {ActionCommand} from '../model/command.ts';
import {type KubernetesObject, numberIn, refOf} from '../model/object.ts';
import type {Concern, Plan, Refusal, Step} from '../model/plan.ts';
import {type Ref, type Resource, resourceName, sayRef} from '../model/ref.ts';
import {answer} from '../model/trouble.ts';
import {type Notebook, readNotebook} from '../objectives/notebook.ts';
import {readSelector, saySelector} from '../resources/selector.ts';
import {type Action, plainPlan, type Reader, recreated} from './action.ts';
import {noNotebook} from './open-notebook.ts';

type StopNotebook = Extract<ActionCommand, {action: 'stop-notebook'}>;

type StopFacts = {
	readonly object: KubernetesObject;
	/** Its Secret and its claims, so far as they are there and were made for it alone. */
	readonly around: readonly Ref[];
	/** The name of a pod of it, where one runs. */
	readonly pod?: string;
};

/** Ends the pod of a notebook, and keeps its volume and its token; or removes it with all of them. */
export const stopNotebook: Action<StopNotebook, StopFacts> = {
	name: 'stop-notebook',
	title: 'Stop a notebook',
	kinds: ['deployments.apps'],
	async gather({target}, reader) {
		const read = await reader.get(target);
		if (!read.ok) return read;
		const object = read.value;
		const ref = refOf(target.resource, object);
		const notebook = readNotebook(object);
		const around = notebook === undefined ? [] : await readAround(ref, notebook, reader);
		const labels = saySelector(readSelector(object.spec?.selector));
		const pods = await reader.list(podResource, {namespace: ref.namespace}, {labels});
		const pod = pods.ok ? pods.value[0]?.metadata.name : undefined;
		return answer({
			facts: {object, around, ...(pod !== undefined && {pod})},
			subjects: [{ref, object}],
			concerns: [],
		});
	},
	plan({target, removes}, {object, around, pod}) {
		const ref = refOf(target.resource, object);
		const notebook = readNotebook(object);
		const refused = recreated(target, ref);
		if (refused) return refused;
		if (notebook === undefined) return noNotebook(ref);
		return removes ? removing(ref, around) : stopping(ref, object, notebook, pod);
	},
};

/** What carries its name and belongs to it by the label sluice gave both: another's Secret is left alone. */
async function readAround(ref: Ref, {token, kept}: Notebook, reader: Reader): Promise<readonly Ref[]> {
	const named: readonly (readonly [Resource, string])[] = [
		...(token ? [[secretResource, token.secret] as const] : []),
		...kept.map(({claim}) => [claimResource, claim] as const),
	];
	const read = await Promise.all(
		named.map(async ([resource, name]) => {
			const found = await reader.get({resource, namespace: ref.namespace, name});
			if (!found.ok) return [];
			const {labels = {}} = found.value.metadata;
			const isIts =
				labels['app.kubernetes.io/managed-by'] === 'sluice' && labels['app.kubernetes.io/name'] === ref.name;
			return isIts ? [refOf(resource, found.value)] : [];
		}),
	);
	return read.flat();
}

function stopping(
	ref: Ref,
	{spec}: KubernetesObject,
	{kept}: Notebook,
	pod: string | undefined,
): Plan | Refusal {
	const stored = spec?.replicas;
	const present = numberIn(stored) ?? 1;
	if (present === 0) return {refused: 'nothing-to-do', says: `${sayRef(ref)} is stopped already.`};
	return {
		...plainPlan,
		action: 'stop-notebook',
		says: `Stop notebook ${ref.namespace}/${ref.name}`,
		lines: [{subject: sayRef(ref), from: present === 1 ? '1 pod' : `${present} pods`, to: 'stopped'}],
		steps: [
			{
				type: 'edit',
				target: ref,
				subresource: 'scale',
				guards: [{at: '/spec/replicas', is: stored}],
				edits: [{at: '/spec/replicas', from: stored, to: 0}],
			},
		],
		undo: {way: 'swap'},
		settledWhen: [{seen: 'scaled', of: ref, pods: 0}],
		concerns: [whatIsLost(ref, kept, pod)],
		thereafter: [
			`Start it again: sluice scale deployment/${ref.name} 1 -n ${ref.namespace}, then sluice open-notebook ${ref.name} -n ${ref.namespace}`,
			`Remove it for good: sluice stop-notebook ${ref.name} -n ${ref.namespace} --remove`,
		],
	};
}

/** Which files stand beside the volume nobody can tell from outside; how to look is said. */
function whatIsLost({namespace}: Ref, kept: Notebook['kept'], pod: string | undefined): Concern {
	const places = kept.map(({at}) => at);
	const says =
		places.length === 0
			? 'Nothing of it is on a volume: whatever was saved there is gone with its pod.'
			: `Only what is in ${places.join(' and ')} is kept: whatever was saved elsewhere in its pod is gone with it.`;
	const beside = places.map(at => ` -not -path '${at}/*'`).join('');
	const hint =
		pod === undefined
			? 'Which files that are is not known from here.'
			: `Which files that are is not known from here. Look first: sluice exec ${pod} -n ${namespace} -- find /home -type f -mmin -1440${beside}`;
	return {says, hint};
}

function removing(ref: Ref, around: readonly Ref[]): Plan {
	const all = [ref, ...around];
	return {
		...plainPlan,
		action: 'stop-notebook',
		says: `Remove notebook ${ref.namespace}/${ref.name}`,
		lines: all.map(each => ({subject: sayRef(each), from: 'there', to: 'gone'})),
		steps: all.map(removed),
		undo: {way: 'none', because: 'What was on its volume does not come back; a new one can be made.'},
		settledWhen: all.map(of => ({seen: 'gone', of})),
		concerns: [
			around.some(({resource}) => resource.plural === claimResource.plural)
				? {says: 'Its volume goes too, and every file on it.', hint: 'Without --remove it is kept.'}
				: {says: 'No volume of its own was found: whatever was saved in its pod is gone.'},
		],
		blast: {word: ref.name, says: `Notebook ${ref.namespace}/${ref.name} does not come back as it was.`},
	};
}

function removed(target: Ref): Step {
	const {resource, namespace, name} = target;
	return {
		type: 'delete',
		target,
		guards: [],
		edits: [],
		kubectl: `delete -n ${namespace} ${resourceName(resource)}/${name} --cascade=background`,
	};
}
