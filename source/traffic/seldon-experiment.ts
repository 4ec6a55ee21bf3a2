import {type Json, pointerTo} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Source} from '../model/source.ts';
import type {Also, Split} from '../model/split.ts';
import type {Dialect} from './dialect.ts';
import {type ObjectHead, readHead, splitOf} from './object-head.ts';
import type {Unranked} from './roles.ts';
import {sharesOf} from './weights.ts';

const group = 'mlops.seldon.io';
const candidatesAt = pointerTo('spec', 'candidates');

const models: readonly Source[] = [
	{group, plural: 'models', kind: 'Model', aliases: ['mlm']},
	{group, plural: 'pipelines', kind: 'Pipeline', aliases: ['mlp']},
];

/**
 * Seldon Core 2: an Experiment divides between models or pipelines by relative
 * weights. Several models share one server, so none of them has pods of its
 * own; whether it can answer stands on the model. Its default is whose requests
 * are divided, and who has them all again once the experiment is over. Its
 * conditions name no generation, so none of them accepts a shift.
 */
export const seldonExperiment: Dialect<SeldonPart> = {
	name: 'seldon-experiment',
	title: 'Seldon Core 2',
	sources: [{group, plural: 'experiments', kind: 'Experiment', aliases: ['mlx']}, ...models],
	needs: models,
	unproved: "It was never tried with Seldon's scheduler, nor against its own schema.",
	part: (object, ref) =>
		ref.resource.plural === 'experiments' ? readExperiment(object, ref) : readModel(object, ref),
	join(parts) {
		const failing = new Map(
			parts.flatMap(part =>
				part.is === 'model' && part.unready !== undefined ? [[keyOf(part), part.unready]] : [],
			),
		);
		return parts.flatMap(part => (part.is === 'experiment' ? splitsIn(part, failing) : []));
	},
};

type SeldonPart = ExperimentPart | ModelPart;

type ModelPart = {
	readonly is: 'model';
	readonly kind: string;
	readonly namespace: string;
	readonly name: string;
	/** What its status says against it; undefined where it is ready, or nothing was reported yet. */
	readonly unready: string | undefined;
};

type ExperimentPart = ObjectHead & {
	readonly is: 'experiment';
	/** What its candidates are. */
	readonly kind: string;
	readonly list: Json | undefined;
	readonly candidates: ReadonlyArray<{name: string; stored: Json | undefined; weight: number}>;
	readonly default: string | undefined;
	readonly mirror: {readonly name: string; readonly percent: number} | undefined;
};

function readModel({status}: KubernetesObject, {resource, namespace, name}: ObjectHead['ref']): ModelPart {
	const ready = objectsIn(status?.conditions).find(({type}) => type === 'Ready');
	const because = textIn(ready?.message) || textIn(ready?.reason) || '';
	return {
		is: 'model',
		kind: resource.kind,
		namespace,
		name,
		unready: ready?.status === 'False' ? because : undefined,
	};
}

function keyOf({kind, namespace, name}: Pick<ModelPart, 'kind' | 'namespace' | 'name'>): string {
	return `${kind} ${namespace}/${name}`;
}

function readExperiment({spec = {}, ...object}: KubernetesObject, ref: ObjectHead['ref']): ExperimentPart {
	const {name, percent} = objectIn(spec.mirror);
	return {
		...readHead({spec, ...object}, ref),
		is: 'experiment',
		kind: spec.resourceType === 'pipeline' ? 'Pipeline' : 'Model',
		list: spec.candidates,
		candidates: objectsIn(spec.candidates).map(candidate => ({
			name: textIn(candidate.name) ?? '',
			stored: candidate.weight,
			weight: numberIn(candidate.weight) ?? 0,
		})),
		default: textIn(spec.default) || undefined,
		mirror: textIn(name) ? {name: textIn(name)!, percent: numberIn(percent) ?? 0} : undefined,
	};
}

function splitsIn(part: ExperimentPart, failing: ReadonlyMap<string, string>): Split[] {
	if (part.candidates.length < 2) return [];
	return [
		splitOf(part, {
			dialect: seldonExperiment.name,
			rule: '',
			match: part.default === undefined ? '' : `requests for ${part.default}`,
			total: 'relative',
			// The server holds them as signed numbers of 32 bits.
			bounds: {min: 0, max: 2_147_483_647},
			backends: backendsOf(part, failing),
			guards: [{ref: part.ref, at: candidatesAt, is: part.list}],
			also: mirrorOf(part),
			warnings: part.candidates.every(({weight}) => weight === 0)
				? ['Every weight is 0: what Seldon does then is not defined.']
				: [],
			lockedBecause: whyLocked(part),
		}),
	];
}

function backendsOf(
	{ref, kind, candidates, ...part}: ExperimentPart,
	failing: ReadonlyMap<string, string>,
): Unranked[] {
	const shares = sharesOf(candidates.map(({weight}) => weight));
	return candidates.map(({name, stored, weight}, place): Unranked => {
		const unready = failing.get(keyOf({kind, namespace: ref.namespace, name}));
		return {
			name,
			namespace: ref.namespace,
			kind,
			weight,
			share: shares[place]!,
			weightAt: {
				ref,
				pointer: pointerTo('spec', 'candidates', place, 'weight'),
				stored,
				form: 'number',
				identity: [{at: pointerTo('spec', 'candidates', place, 'name'), is: name}],
			},
			...(name === part.default && {mark: 'champion'}),
			...(unready !== undefined && {
				brokenBecause: `${kind} ${name} is not ready${unready && `: ${unready}`}.`,
			}),
		};
	});
}

function mirrorOf({mirror}: ExperimentPart): Also[] {
	if (mirror === undefined) return [];
	return [
		{
			says: `a copy of ${mirror.percent} % of its requests goes to ${mirror.name}`,
			reaches: mirror.name,
			copies: mirror.percent,
		},
	];
}

function whyLocked({candidates, default: named}: ExperimentPart): string | undefined {
	const twin = candidates.find(({name}, place) => candidates.findIndex(each => each.name === name) < place);
	if (twin) return `Two candidates are called ${twin.name}, so neither can be shifted.`;
	if (named !== undefined && !candidates.some(({name}) => name === named)) {
		return `Its default ${named} is none of its candidates, which Seldon refuses, so it cannot be shifted.`;
	}
	const odd = candidates.find(({stored, weight}) => !Number.isSafeInteger(stored) || weight < 0);
	return (
		odd &&
		`The weight of ${odd.name} is ${JSON.stringify(odd.stored) ?? 'absent'}, which is no whole number from 0 up, so it cannot be shifted.`
	);
}
