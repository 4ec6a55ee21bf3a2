import type {Discovery, ServedResource} from '../model/cluster.ts';
import type {ActionCommand} from '../model/command.ts';
import {numberIn, objectIn} from '../model/object.ts';
import {
	type Concern,
	type Expectation,
	isRefusal,
	type Orchestrated,
	type Plan,
	type Refusal,
	type Step,
	type Undo,
} from '../model/plan.ts';
import {apiVersion, type Ref, resourceName, sayRef} from '../model/ref.ts';
import {type Answer, answer} from '../model/trouble.ts';
import {sayMade} from '../objectives/made-words.ts';
import type {ByItself, Changes, Made, MakingObjective, Manifest} from '../objectives/objective.ts';
import {readManifests} from '../objectives/read-manifests.ts';
import {makingObjective} from '../objectives/said-command.ts';
import {acceptanceOf} from '../plan/accepted.ts';
import {distinctGuards} from '../plan/guard-as-read.ts';
import {quote} from '../plan/kubectl.ts';
import {type Action, plainPlan, type Reader, type Subject} from './action.ts';
import {findNeeded} from './find-needed.ts';

type Do = Extract<ActionCommand, {action: 'do'}>;

/** What is to be made, each with where it goes; or why nothing can be. */
type DoFacts = {
	readonly objective: MakingObjective;
	readonly making: readonly Making[] | Refusal;
	readonly changes: Changes;
	readonly thereafter: readonly string[];
	readonly starts: readonly ByItself[];
	/** The cluster's time. */
	readonly now: number;
};
type Making = Made & {readonly ref: Ref};

/** Makes the objects that an objective takes. Names that are taken are never written over. */
export const doObjective: Action<Do, DoFacts> = {
	name: 'do',
	title: 'Make',
	kinds: [],
	async gather(command, reader, clock) {
		const objective = makingObjective(command.objective);
		const now = clock.now();
		const gathered = (
			making: DoFacts['making'],
			{concerns, thereafter, changes, starts}: Omit<Wanted, 'made'> = nothingSaid,
		) => {
			const facts = {objective, making, thereafter, starts, now, changes};
			return answer({facts, subjects: subjectsOf(changes), concerns});
		};
		const discovered = await reader.discover();
		if (!discovered.ok) return discovered;
		const read = await madeBy(objective, command, reader, discovered.value.resources, now);
		if (!read.ok) return read;
		const {made} = read.value;
		if (isRefusal(made)) return gathered(made);
		const making = placed(made, command.namespace, discovered.value);
		if (isRefusal(making)) return gathered(making);
		const there = await Promise.all(making.map(each => whyTaken(each, reader)));
		const taken = there.find(each => each !== undefined);
		return gathered(taken ?? making, read.value);
	},
	plan({file}, facts) {
		const {making, thereafter, starts} = facts;
		if (isRefusal(making)) return making;
		return {
			...planned(facts, making, file),
			...(starts.length > 0 && {orchestrates: starts.flatMap(each => orchestratedBy(each, making))}),
			...(thereafter.length > 0 && {thereafter}),
		};
	},
};

/** What is written or deleted beside it: its owners may take that back. */
function subjectsOf({edits, removes = []}: Changes): readonly Subject[] {
	return [...edits, ...removes].map(({ref, object}) => ({ref, object}));
}

type Wanted = {
	readonly changes: Changes;
	readonly made: readonly Made[] | Refusal;
	readonly concerns: readonly Concern[];
	readonly thereafter: readonly string[];
	readonly starts: readonly ByItself[];
};

const nothingSaid = {concerns: [], thereafter: [], starts: [], changes: {edits: []}};

async function madeBy(
	objective: MakingObjective,
	{values, file, namespace}: Do,
	reader: Reader,
	served: readonly ServedResource[],
	now: number,
): Promise<Answer<Wanted>> {
	if (file !== undefined) return answer({made: await readManifests(file), ...nothingSaid});
	const found = await findNeeded(objective.needs?.(values) ?? {}, {reader, served, namespace, now});
	if (!found.ok) return found;
	if (isRefusal(found.value)) return answer({made: found.value, ...nothingSaid});
	const manifests = objective.makes(values, found.value);
	const changes = objective.changes?.(values, found.value) ?? {edits: []};
	if (isRefusal(changes)) return answer({made: changes, ...nothingSaid});
	return answer({
		changes,
		made: isRefusal(manifests) ? manifests : manifests.map(manifest => ({manifest})),
		concerns: objective.doubts?.(values, found.value) ?? [],
		thereafter: objective.thereafter?.(values, found.value) ?? [],
		starts: objective.starts?.(values, found.value) ?? [],
	});
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

function planned(
	{objective: {title, isInTurn}, now, changes}: DoFacts,
	making: readonly Making[],
	file: string | undefined,
): Plan {
	const {edits, removes = []} = changes;
	const makes = making.map((each, index) => ({
		...stepOf(each),
		...(isInTurn && (index < making.length - 1 || edits.length > 0) && waitingFor(each)),
	}));
	const [loss] = removes;
	return {
		...plainPlan,
		action: 'do',
		says: `${title}: ${sayWhat(making, changes)}${file === undefined ? '' : ` of ${file}`}`,
		lines: [
			...making.map(({ref, manifest}) => ({
				subject: sayRef(ref),
				from: 'not there',
				to: sayMade(manifest, now),
			})),
			...edits.flatMap(({lines}) => lines),
			...removes.map(({ref}) => ({subject: sayRef(ref), from: 'there', to: 'gone'})),
		],
		steps: [...makes, ...changeSteps(changes)],
		undo: undoOf(making, changes),
		settledWhen: [
			...making.flatMap(({ref, manifest}) => expectationOf(ref, manifest)),
			...edits.map(({ref, edits: written}) => acceptanceOf({target: ref, edits: written})),
			...removes.map(({ref}): Expectation => ({seen: 'gone', of: ref})),
		],
		...(loss && {
			blast: {
				word: loss.ref.name,
				says: `${removes.map(({ref}) => sayRef(ref)).join(' and ')} will be gone.`,
			},
		}),
	};
}

function orchestratedBy({of, ...pods}: ByItself, making: readonly Making[]): readonly Orchestrated[] {
	const by = making.find(({ref}) => ref.resource.kind === of);
	return by === undefined ? [] : [{...pods, of: by.ref}];
}

/** Routes are written last of what stays, and nothing goes before they are in force. */
function changeSteps({edits, removes = []}: Changes): Step[] {
	const written = edits.map(({ref, edits: values, guards}): Step => {
		const accepted = acceptanceOf({target: ref, edits: values});
		return {
			type: 'edit',
			target: ref,
			guards: distinctGuards(guards),
			edits: values,
			...(removes.length > 0 && {waitFor: accepted}),
		};
	});
	const gone = removes.map(({ref}): Step => ({type: 'delete', target: ref, guards: [], edits: []}));
	return [...written, ...gone];
}

function undoOf(making: readonly Making[], {edits, removes = []}: Changes): Undo {
	if (removes.length > 0)
		return {
			way: 'none',
			because:
				'What is deleted does not come back as it was. Deploy that version anew and challenge with it.',
		};
	if (edits.length === 0) return {way: 'remove'};
	return {way: making.length === 0 ? 'swap' : 'withdraw'};
}

function sayWhat(making: readonly Making[], {edits, removes = []}: Changes): string {
	const said = [
		['make', making],
		['write', edits],
		['delete', removes],
	] as const;
	return said
		.flatMap(([verb, objects]) => (objects.length === 0 ? [] : [`${verb} ${sayNamed(objects)}`]))
		.join(', ');
}

function sayNamed(objects: ReadonlyArray<{readonly ref: Ref}>): string {
	const [first, ...more] = objects.map(({ref}) => sayRef(ref));
	if (more.length === 0) return first!;
	return `${first} and ${more.length === 1 ? more[0] : `${more.length} more objects`}`;
}

function stepOf({ref, manifest, madeOf}: Making): Step {
	return {
		type: 'create',
		target: ref,
		makes: {...manifest, metadata: {...manifest.metadata, ...(ref.namespace && {namespace: ref.namespace})}},
		...(madeOf && {madeOf}),
		...(ref.resource.kind === 'Secret' && {kubectl: withoutValues(ref, manifest, madeOf)}),
		guards: [],
		edits: [],
	};
}

/** Values of a Secret stand in no text: whoever makes it by hand takes them from the file, or thinks of others. */
function withoutValues({namespace, name}: Ref, {data, stringData}: Manifest, madeOf: Made['madeOf']): string {
	if (madeOf !== undefined) return `create -n ${namespace} -f ${quote(madeOf.file)}`;
	const keys = Object.keys({...objectIn(data), ...objectIn(stringData)});
	const values = keys.map(key => ` --from-literal=${key}="$(openssl rand -hex 24)"`);
	return `create secret generic ${name} -n ${namespace}${values.join('')}`;
}

function waitingFor({ref, manifest}: Making): Pick<Step, 'waitFor'> {
	const [waitFor] = expectationOf(ref, manifest);
	return waitFor === undefined ? {} : {waitFor};
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
		case 'sparkapplications.sparkoperator.k8s.io':
			return [{seen: 'completed', of}];
		default:
			return [];
	}
}
