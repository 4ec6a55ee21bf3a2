import type {ActionCommand} from '../model/command.ts';
import type {KubernetesObject} from '../model/object.ts';
import {refOf} from '../model/object.ts';
import type {InPod, Plan, Refusal} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import {answer} from '../model/trouble.ts';
import {quote} from '../plan/kubectl.ts';
import {asPod, isSidecar, noMembers, type PodObject} from '../resources/pod-object.ts';
import {type Action, plainPlan, recreated} from './action.ts';

type Exec = Extract<ActionCommand, {action: 'exec'}>;

/** Bash where there is one. */
const shell = ['sh', '-c', 'command -v bash >/dev/null 2>&1 && exec bash; exec sh'];

/** Runs a command in a pod, a shell where none is named. What is done in there nothing here can take back. */
export const exec: Action<Exec, KubernetesObject> = {
	name: 'exec',
	title: 'Open a shell',
	kinds: ['pods'],
	async gather({target}, reader) {
		const read = await reader.get(target);
		if (!read.ok) return read;
		const subject = {ref: refOf(target.resource, read.value), object: read.value};
		return answer({facts: read.value, subjects: [subject], concerns: []});
	},
	plan(command, object) {
		const ref = refOf(command.target.resource, object);
		const refused = recreated(command.target, ref);
		if (refused) return refused;
		const container = containerMeant(command, ref, object);
		return typeof container === 'string' ? planned(command, ref, container) : container;
	},
};

/** The one that is named, else the one kubectl takes too. */
function containerMeant({container}: Exec, ref: Ref, object: KubernetesObject): string | Refusal {
	const pod = asPod(object);
	const names = containersOf(pod);
	const usual = object.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
	const name = container ?? (usual !== undefined && names.includes(usual) ? usual : names[0]);
	if (name === undefined || !names.includes(name)) {
		return {
			refused: 'not-found',
			says: `${sayRef(ref)} has no container ${container ?? ''}.`,
			hint: `It has ${names.join(', ')}.`,
		};
	}
	const statuses = [
		...(pod.status?.containerStatuses ?? noMembers),
		...(pod.status?.initContainerStatuses ?? noMembers),
	];
	if (statuses.some(each => each.name === name && each.state?.running)) return name;
	return {
		refused: 'guarded',
		says: `Container ${name} of ${sayRef(ref)} does not run: nothing can be run in it.`,
		hint: 'Its log, and that of the one before, may say why.',
	};
}

function containersOf({spec}: PodObject): string[] {
	const sidecars = (spec?.initContainers ?? noMembers).filter(isSidecar);
	return [...(spec?.containers ?? noMembers), ...sidecars].map(({name}) => name);
}

function planned({command, isTty = true}: Exec, ref: Ref, container: string): Plan {
	const isShell = command === undefined || command.length === 0;
	const runs: InPod = {container, command: isShell ? shell : command, isTty, isShell};
	const does = isShell ? 'Open a shell in' : `Run ${runs.command[0]} in`;
	return {
		...plainPlan,
		action: 'exec',
		says: `${does} container ${container} of ${sayRef(ref)}`,
		lines: [
			{
				subject: `Container ${container}`,
				from: 'runs by itself',
				to: isShell ? 'a shell in it' : sayProgram(runs),
			},
		],
		steps: [
			{
				type: 'exec',
				target: ref,
				guards: [],
				edits: [],
				runs,
				kubectl: `exec ${isTty ? '-it' : '-i'} -n ${quote(ref.namespace)} ${quote(ref.name)} -c ${quote(container)} -- ${runs.command.map(quote).join(' ')}`,
			},
		],
		undo: {way: 'none', because: 'what is done in a container is known to nobody here'},
		settledWhen: [],
		concerns: [{says: 'What is changed in the container is gone with it, and no other pod has it.'}],
	};
}

/** Its arguments may be secret, and are kept nowhere. */
function sayProgram({command: [program = '', ...others]}: InPod): string {
	if (others.length === 0) return `${program} in it`;
	return `${program} in it, with ${others.length} ${others.length === 1 ? 'word' : 'words'} after it`;
}
