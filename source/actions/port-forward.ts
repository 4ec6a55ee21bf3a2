import {podResource} from '../model/builtin-resources.ts';
import type {ActionCommand} from '../model/command.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, refOf, textIn} from '../model/object.ts';
import type {Forward, Plan, Refusal} from '../model/plan.ts';
import {type Ref, type Resource, resourceName, sayRef} from '../model/ref.ts';
import {answer} from '../model/trouble.ts';
import {quote} from '../plan/kubectl.ts';
import {asPod, podCondition} from '../resources/pod-object.ts';
import {readLabels, readSelector, sayLabels, saySelector} from '../resources/selector.ts';
import {type Action, plainPlan, recreated} from './action.ts';

type PortForward = Extract<ActionCommand, {action: 'port-forward'}>;

/** The target, and its pods. */
export type ForwardFacts = {readonly object: KubernetesObject; readonly pods: readonly KubernetesObject[]};

/** What has pods of its own, by a selector. */
export const forwardable = [
	'pods',
	'services',
	'deployments.apps',
	'statefulsets.apps',
	'replicasets.apps',
	'rollouts.argoproj.io',
] as const;

/** Leads a port of this machine to a pod, and to the next one that is ready once that is gone. */
export const portForward: Action<PortForward, ForwardFacts> = {
	name: 'port-forward',
	title: 'Forward a port',
	kinds: forwardable,
	async gather({target}, reader) {
		const read = await reader.get(target);
		if (!read.ok) return read;
		const object = read.value;
		const subject = {ref: refOf(target.resource, object), object};
		const selector = selectorOf(target.resource, object);
		if (selector === undefined || selector === '')
			return answer({
				facts: {object, pods: selector === undefined ? [object] : []},
				subjects: [subject],
				concerns: [],
			});
		const pods = await reader.list(podResource, {namespace: target.namespace}, {labels: selector});
		if (!pods.ok) return pods;
		return answer({facts: {object, pods: pods.value}, subjects: [subject], concerns: []});
	},
	plan(command, {object, pods}) {
		const ref = refOf(command.target.resource, object);
		const refused = recreated(command.target, ref);
		if (refused) return refused;
		const pod = pods.find(isReady) ?? (ref.resource.plural === 'pods' ? object : undefined);
		if (pod === undefined) return noPod(ref, object);
		const port = portMeant(command.remote, ref, object, pod);
		return 'refused' in port ? port : planned(command, ref, object, pod, port);
	},
};

/** Undefined of a pod: nothing but itself is meant. */
function selectorOf({plural}: Resource, {spec}: KubernetesObject): string | undefined {
	if (plural === 'pods') return undefined;
	return plural === 'services'
		? sayLabels(readLabels(spec?.selector))
		: saySelector(readSelector(spec?.selector));
}

function isReady(object: KubernetesObject): boolean {
	return (
		object.metadata.deletionTimestamp === undefined && podCondition(asPod(object), 'Ready')?.status === 'True'
	);
}

function noPod(ref: Ref, object: KubernetesObject): Refusal {
	const selector = selectorOf(ref.resource, object);
	return {
		refused: 'not-found',
		says: selector === '' ? `${sayRef(ref)} selects no pods.` : `No pod of ${sayRef(ref)} is ready.`,
		hint: 'A port can be forwarded once one is.',
	};
}

type Port = {readonly number: number; readonly name?: string};

/** What is named of a Service is its port, which its pods may have under another number. */
function portMeant(asked: string, ref: Ref, object: KubernetesObject, pod: KubernetesObject): Port | Refusal {
	if (ref.resource.plural !== 'services') return podPort(asked, ref, pod);
	const ports = objectsIn(object.spec?.ports);
	const port = ports.find(({name, port: number}) => name === asked || String(numberIn(number)) === asked);
	if (port === undefined)
		return unknownPort(
			asked,
			ref,
			ports.map(each => String(each.port)),
		);
	const target = port.targetPort ?? port.port;
	return podPort(String(target), ref, pod);
}

function podPort(asked: string, ref: Ref, pod: KubernetesObject): Port | Refusal {
	const number = Number(asked);
	if (Number.isInteger(number) && number > 0 && number < 65_536) return {number};
	const ports = objectsIn(pod.spec?.containers).flatMap(container => objectsIn(objectIn(container).ports));
	const named = ports.find(({name}) => textIn(name) === asked);
	const found = numberIn(named?.containerPort);
	return found === undefined
		? unknownPort(
				asked,
				ref,
				ports.map(({name, containerPort}) => textIn(name) ?? String(containerPort)),
			)
		: {number: found, name: asked};
}

function unknownPort(asked: string, ref: Ref, known: readonly string[]): Refusal {
	return {
		refused: 'not-found',
		says: `${sayRef(ref)} has no port ${asked}.`,
		hint: known.length === 0 ? 'Name a port by its number.' : `It has ${known.join(', ')}.`,
	};
}

function planned(
	{local, remote}: PortForward,
	ref: Ref,
	object: KubernetesObject,
	pod: KubernetesObject,
	port: Port,
): Plan {
	const selector = selectorOf(ref.resource, object);
	const target = refOf(podResource, pod);
	const leads: Forward = {
		local: local ?? port.number,
		remote: port.number,
		of: ref,
		...(selector !== undefined && {selector}),
		...(port.name !== undefined && {portName: port.name}),
	};
	const here = leads.local === 0 ? 'a free port here' : `127.0.0.1:${leads.local}`;
	return {
		...plainPlan,
		action: 'port-forward',
		says: `Forward ${here} to port ${remote} of ${sayRef(ref)}`,
		lines: [{subject: here, from: 'leads nowhere', to: `port ${port.number} of ${sayRef(target)}`}],
		steps: [
			{
				type: 'forward',
				target,
				guards: [],
				edits: [],
				leads,
				kubectl: `port-forward -n ${quote(ref.namespace)} ${resourceName(ref.resource)}/${quote(ref.name)} ${leads.local === 0 ? '' : leads.local}:${remote}`,
			},
		],
		undo: {way: 'none', because: 'it ends where it is stopped, and with sluice'},
		settledWhen: [],
		concerns: [
			{says: 'Whoever works on this machine can use it while it lasts, with no further login.'},
			...(selector === undefined
				? [{says: 'It follows no other pod: it ends its use once this one is gone.'}]
				: []),
		],
	};
}
