import type {Discovery} from '../model/cluster.ts';
import type {ActionCommand} from '../model/command.ts';
import {numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import {type Expectation, isRefusal, type Plan, type Refusal, type Step} from '../model/plan.ts';
import {apiVersion, type Ref, resourceName, sayRef} from '../model/ref.ts';
import {answer} from '../model/trouble.ts';
import {objectives} from '../objectives/index.ts';
import type {Made, Manifest, Objective} from '../objectives/objective.ts';
import {readManifests} from '../objectives/read-manifests.ts';
import {type Action, plainPlan, type Reader} from './action.ts';

type Do = Extract<ActionCommand, {action: 'do'}>;

/** What is to be made, each with where it goes; or why nothing can be. */
type DoFacts = {readonly objective: Objective; readonly making: readonly Making[] | Refusal};
type Making = Made & {readonly ref: Ref};

/** Makes the objects that an objective takes. Names that are taken are never written over. */
export const doObjective: Action<Do, DoFacts> = {
	name: 'do',
	title: 'Make',
	kinds: [],
	async gather(command, reader) {
		const objective = objectives.find(({name}) => name === command.objective)!;
		const made = command.file === undefined ? madeBy(objective, command) : await readManifests(command.file);
		if (isRefusal(made)) return answer({facts: {objective, making: made}, subjects: [], concerns: []});
		const discovered = await reader.discover();
		if (!discovered.ok) return discovered;
		const making = placed(made, command.namespace, discovered.value);
		if (isRefusal(making)) return answer({facts: {objective, making}, subjects: [], concerns: []});
		const there = await Promise.all(making.map(each => whyTaken(each, reader)));
		const taken = there.find(each => each !== undefined);
		return answer({facts: {objective, making: taken ?? making}, subjects: [], concerns: []});
	},
	plan({file}, {objective, making}) {
		return isRefusal(making) ? making : planned(objective, making, file);
	},
};

function madeBy(objective: Objective, {values}: Do): readonly Made[] | Refusal {
	const manifests = objective.makes(values);
	return isRefusal(manifests) ? manifests : manifests.map(manifest => ({manifest}));
}

/** Each object with its kind as the server serves it, and its namespace. */
function placed(
	made: readonly Made[],
	namespace: string,
	{resources, troubles}: Discovery,
): readonly Making[] | Refusal {
	const making: Making[] = [];
	for (const each of made) {
		const {manifest, madeOf} = each;
		const served = resources.find(
			resource => apiVersion(resource) === manifest.apiVersion && resource.kind === manifest.kind,
		);
		const at = madeOf === undefined ? '' : `${madeOf.file}, line ${madeOf.lines.kind ?? 1}: `;
		if (served === undefined)
			return {
				refused: 'not-found',
				says: `${at}the server has no kind ${manifest.kind} in ${manifest.apiVersion}.`,
				hint: troubles[0]?.says ?? 'See kubectl api-resources for what it has.',
			};
		const {group, version, plural, kind, namespaced} = served;
		const ref = {
			resource: {group, version, plural, kind, namespaced},
			namespace: namespaced ? (manifest.metadata.namespace ?? namespace) : '',
			name: manifest.metadata.name,
			uid: '',
		};
		const twice = making.find(other => sayRef(other.ref) === sayRef(ref));
		if (twice !== undefined)
			return {
				refused: 'usage',
				says: `${at}${sayRef(ref)} stands there twice.`,
				hint: 'Name one of them otherwise.',
			};
		making.push({...each, ref});
	}
	return making;
}

async function whyTaken({ref}: Making, reader: Reader): Promise<Refusal | undefined> {
	const read = await reader.get(ref);
	if (!read.ok) return undefined;
	const {creationTimestamp, deletionTimestamp} = read.value.metadata;
	const since = creationTimestamp === undefined ? '' : `, since ${creationTimestamp}`;
	return {
		refused: 'guarded',
		says: `${sayRef(ref)} exists already${since}: it is not written over.`,
		hint:
			deletionTimestamp === undefined
				? `Choose another name, or look at it: sluice get ${resourceName(ref.resource)} ${ref.name}${ref.namespace && ` -n ${ref.namespace}`}`
				: 'It is being deleted: try again once it is gone.',
	};
}

function planned({title}: Objective, making: readonly Making[], file: string | undefined): Plan {
	const [first, ...more] = making.map(({ref}) => sayRef(ref));
	const what =
		more.length === 0 ? first : `${first} and ${more.length === 1 ? more[0] : `${more.length} more objects`}`;
	return {
		...plainPlan,
		action: 'do',
		says: `${title}: make ${what}${file === undefined ? '' : ` of ${file}`}`,
		lines: making.map(({ref, manifest}) => ({
			subject: sayRef(ref),
			from: 'not there',
			to: sayMade(manifest),
		})),
		steps: making.map(stepOf),
		undo: {way: 'remove'},
		settledWhen: making.flatMap(({ref, manifest}) => expectationOf(ref, manifest)),
	};
}

function stepOf({ref, manifest, madeOf}: Making): Step {
	return {
		type: 'create',
		target: ref,
		makes: {...manifest, metadata: {...manifest.metadata, ...(ref.namespace && {namespace: ref.namespace})}},
		...(madeOf && {madeOf}),
		guards: [],
		edits: [],
	};
}

/** In a few words what it is: `3 pods of nginx:1.7.9`. */
function sayMade({kind, spec}: Manifest): string {
	const {replicas, template, ports, completions} = objectIn(spec);
	const images = objectsIn(objectIn(objectIn(template).spec).containers).map(({image}) => textIn(image));
	if (images.length > 0) {
		const count = numberIn(replicas) ?? numberIn(completions) ?? 1;
		return `${count} ${count === 1 ? 'pod' : 'pods'} of ${images.join(' and ')}`;
	}
	const open = objectsIn(ports).map(({port}) => String(port));
	return open.length > 0 ? `${kind} on port ${open.join(', ')}` : `a ${kind}`;
}

/** What must be seen of it before it is said to be there. */
function expectationOf(of: Ref, {spec}: Manifest): Expectation[] {
	const pods = numberIn(objectIn(spec).replicas) ?? 1;
	switch (resourceName(of.resource)) {
		case 'deployments.apps':
		case 'statefulsets.apps':
		case 'replicasets.apps':
			return [{seen: 'ready', of, pods}];
		case 'daemonsets.apps':
			return [{seen: 'rolled-out', of, values: []}];
		case 'jobs.batch':
			return [{seen: 'completed', of}];
		default:
			return [];
	}
}
