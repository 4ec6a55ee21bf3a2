import type {AccessQuestion, ServedResource} from './cluster.ts';
import {resourceName} from './ref.ts';

/** The verbs that a kind is asked about, in the order of a table. */
export const askedVerbs = ['get', 'list', 'watch', 'create', 'patch', 'delete'] as const;

/** What is granted of one kind, or of a part of it. `not-offered`: the server has no such verb for it. Undefined: not known. */
export type Granted = {
	/** `deployments.apps/scale`. */
	readonly name: string;
	readonly isNamespaced: boolean;
	readonly verbs: readonly (boolean | 'not-offered' | undefined)[];
};

/** Answers a question as far as it is known. */
export type MayAnswer = (question: AccessQuestion) => boolean | undefined;

/** What one works with every day, and the parts of it that have rights of their own: in this order. */
const everyday: ReadonlyArray<readonly [kind: string, ...parts: readonly string[]]> = [
	['pods', 'log', 'exec', 'portforward', 'eviction'],
	['deployments.apps', 'scale'],
	['replicasets.apps'],
	['statefulsets.apps', 'scale'],
	['daemonsets.apps'],
	['jobs.batch'],
	['cronjobs.batch'],
	['services'],
	['endpointslices.discovery.k8s.io'],
	['ingresses.networking.k8s.io'],
	['configmaps'],
	['secrets'],
	['horizontalpodautoscalers.autoscaling'],
	['poddisruptionbudgets.policy'],
	['events'],
	['nodes'],
	['namespaces'],
];

/** What a part offers; a read of it is a read of its object. */
const partVerbs: Readonly<Record<string, readonly string[]>> = {
	log: ['get'],
	exec: ['get', 'create'],
	portforward: ['get', 'create'],
	eviction: ['create'],
	scale: ['get', 'patch'],
};

type Asked = {readonly kind: ServedResource; readonly part?: string};

/** All kinds that are told of: what everybody uses, then whatever else may be listed. */
function kindsAsked(served: readonly ServedResource[]): readonly Asked[] {
	const byName = new Map(served.toReversed().map(each => [resourceName(each), each]));
	const known = everyday.flatMap(([name, ...parts]): readonly Asked[] => {
		const kind = byName.get(name);
		return kind === undefined ? [] : [{kind}, ...parts.map(part => ({kind, part}))];
	});
	const names = new Set(everyday.map(([name]) => name));
	const others = [...byName]
		.filter(([name, {verbs}]) => !names.has(name) && verbs.includes('list'))
		.sort(([one], [other]) => one.localeCompare(other, 'en'))
		.map(([, kind]) => ({kind}));
	return [...known, ...others];
}

function offersOf({kind, part}: Asked): readonly string[] {
	return part === undefined ? kind.verbs : (partVerbs[part] ?? []);
}

function questionOf({kind, part}: Asked, verb: string, namespace: string): AccessQuestion {
	const {group, plural, namespaced} = kind;
	return {
		verb,
		resource: {group, plural},
		...(part !== undefined && {subresource: part}),
		...(namespaced && {namespace}),
	};
}

/** What is granted in a namespace, and of what belongs to none, kind by kind. */
export function grantedIn(
	served: readonly ServedResource[],
	namespace: string,
	may: MayAnswer,
): readonly Granted[] {
	return kindsAsked(served).map(asked => ({
		name: `${resourceName(asked.kind)}${asked.part === undefined ? '' : `/${asked.part}`}`,
		isNamespaced: asked.kind.namespaced,
		verbs: askedVerbs.map(verb =>
			offersOf(asked).includes(verb) ? may(questionOf(asked, verb, namespace)) : 'not-offered',
		),
	}));
}

/** What only questions of their own can answer: what belongs to no namespace, as far as everybody uses it. */
export function clusterQuestions(served: readonly ServedResource[]): readonly AccessQuestion[] {
	const daily = new Set(everyday.map(([name]) => name));
	return kindsAsked(served)
		.filter(({kind}) => !kind.namespaced && daily.has(resourceName(kind)))
		.flatMap(asked =>
			askedVerbs.filter(verb => offersOf(asked).includes(verb)).map(verb => questionOf(asked, verb, '')),
		);
}

/** `patch deployments.apps/scale in namespace shop`. */
export function sayAsked({verb, resource, subresource, namespace, name}: AccessQuestion): string {
	const what = `${resourceName(resource)}${subresource === undefined ? '' : `/${subresource}`}`;
	const which = name === undefined ? '' : ` ${name}`;
	return `${verb} ${what}${which}${namespace ? ` in namespace ${namespace}` : ''}`;
}
