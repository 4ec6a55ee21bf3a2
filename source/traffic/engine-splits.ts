import type {Engine} from '../engines/engine.ts';
import {engines} from '../engines/index.ts';
import type {Owner} from '../model/owner.ts';
import {sayRef} from '../model/ref.ts';
import {challengerOf, championOf, currentStep, type Driven, type Rollout} from '../model/rollout.ts';
import type {Split} from '../model/split.ts';
import type {Dialect} from './dialect.ts';
import {type EnginePart, enginePart} from './engine-part.ts';
import {splitOf} from './object-head.ts';
import type {Unranked} from './roles.ts';
import {podsOfVersion} from './rollout-versions.ts';
import {sharesOf, trim} from './weights.ts';
import type {IndexedWorld} from './world.ts';

/**
 * A split for each change of version that an engine leads: its champion and
 * its challenger. No weight of it is written: the engine's levers move it.
 */
export const engineDialects: ReadonlyArray<Dialect<EnginePart>> = engines.map(engine => ({
	name: engine.name,
	title: engine.title,
	sources: [engine.source],
	part: (object, ref) => enginePart(engine, object, ref),
	join: (parts, world) => parts.flatMap(part => splitsOfRollout(part, engine, world)),
}));

/** Every part that some engine's dialect kept. */
export function enginePartsIn(parts: ReadonlyMap<string, readonly unknown[]>): EnginePart[] {
	return engineDialects.flatMap(({name}) => (parts.get(name) ?? []) as EnginePart[]);
}

function splitsOfRollout(part: EnginePart, {name, title}: Engine, world: IndexedWorld): Split[] {
	const {rollout, ref} = part;
	const [champion, challenger] = [championOf(rollout), challengerOf(rollout)];
	if (champion === undefined || challenger === undefined || rollout.isPromoted) return [];
	const versions = [champion, challenger].map(version => ({
		...podsOfVersion(version, ref.namespace, world),
		version,
	}));
	const weights = weightsOf(rollout, versions);
	const shares = sharesOf(weights);
	const backends = versions.map(
		({version, ...pods}, index): Unranked => ({
			name: version.service ?? version.revision,
			namespace: ref.namespace,
			kind: version.service === undefined ? ref.resource.kind : 'Service',
			weight: weights[index]!,
			share: shares[index]!,
			...pods,
			mark: version.role,
		}),
	);
	const split = splitOf(part, {
		dialect: name,
		rule: '',
		match: '',
		total: 'complement',
		bounds: {min: 0, max: rollout.weight.max},
		sum: rollout.weight.max,
		backends,
		guards: [],
		warnings: rollout.warnings.map(({says}) => says),
		lockedBecause: `${title} moves it by its own steps${saySteps(rollout)}: promote, jump, pause or abort it instead.`,
	});
	return [
		{
			...split,
			drivenBy: ref,
			phase: rollout.phase,
			step: currentStep(rollout)?.number ?? rollout.stepsDone,
			steps: rollout.steps.length,
			paused: rollout.isPaused || rollout.pauses.length > 0,
		},
	];
}

/** ` (10, 40 and 100 %)`: the only weights that can be asked of it. */
function saySteps({steps, weight}: Rollout): string {
	const percents = [
		...new Set(steps.flatMap(step => (step.weight === undefined ? [] : [(step.weight * 100) / weight.max]))),
	];
	return percents.length === 0 ? '' : ` (${percents.map(trim).join(', ')} %)`;
}

/** As the engine says that it wrote; where it routes nothing, traffic goes by ready pods. Where nothing tells, none has a share. */
function weightsOf(
	{weight: {actual, desired, max}}: Rollout,
	versions: ReadonlyArray<Pick<Unranked, 'pods'>>,
): number[] {
	const ready = versions.map(({pods}) => pods?.ready ?? 0);
	if (actual === undefined && desired === undefined) return [0, 0];
	if (actual === undefined && ready.some(count => count > 0)) return ready;
	const challenger = actual ?? desired ?? 0;
	return [max - challenger, challenger];
}

/** The splits with those that an engine writes marked: their roles are the engine's, and no hand may write them. */
export function withDrivers(splits: readonly Split[], parts: readonly EnginePart[]): Split[] {
	const drivers = new Map<string, EnginePart[]>();
	for (const part of parts) {
		for (const driven of part.rollout.drives) {
			const key = keyOf(driven);
			drivers.set(key, [...(drivers.get(key) ?? []), part]);
		}
	}
	if (drivers.size === 0) return [...splits];
	return splits.map(split => {
		const {group, kind} = split.ref.resource;
		const known =
			drivers.get(keyOf({group, kind, namespace: split.ref.namespace, name: split.ref.name})) ?? [];
		return known.filter(part => drives(part, split)).reduce(drivenBy, split);
	});
}

function keyOf({group, kind, namespace, name}: Omit<Driven, 'rule'>): string {
	return [group, kind, namespace, name].join('/');
}

/** Only the rule it was told of, and only where that splits between its versions. */
function drives({rollout}: EnginePart, {ref, rule, backends}: Split): boolean {
	const told = rollout.drives.filter(
		each => each.kind === ref.resource.kind && each.name === ref.name && each.namespace === ref.namespace,
	);
	const services = rollout.versions.flatMap(({service}) => service ?? []);
	const isOfRule = told.some(each => each.rule === undefined || each.rule === rule);
	return (
		isOfRule && (services.length === 0 || backends.some(({name}) => services.includes(name.split('/')[0]!)))
	);
}

function drivenBy(split: Split, {rollout, ref}: EnginePart): Split {
	const engine = engines.find(({name}) => name === rollout.engine);
	const champion = championOf(rollout)?.service;
	const isKnown = champion !== undefined && split.backends.some(({name}) => name === champion);
	const isOff = engine?.yieldsWhilePaused === true && rollout.isPaused;
	const owner: Owner = {
		name: sayRef(ref),
		evidence: `${engine?.title ?? rollout.engine} writes this ${split.ref.resource.kind} for it, as its spec says`,
		revertsWhen: isOff ? 'once it is resumed, it goes on from what it finds' : 'at its next reconcile',
		effect: isOff ? 'warned' : 'undone',
		instead: `Promote, pause or abort ${sayRef(ref)} instead.`,
	};
	return {
		...split,
		drivenBy: ref,
		// The object names its controller too; what the engine says of it is more.
		owners: [...split.owners.filter(each => each.name !== `${ref.resource.kind} ${ref.name}`), owner],
		...(isKnown && {
			backends: split.backends.map(backend => ({
				...backend,
				role: backend.name === champion ? ('champion' as const) : ('challenger' as const),
				roleFrom: 'mark' as const,
			})),
		}),
		...(!isOff &&
			split.lockedBecause === undefined && {
				lockedBecause: `${sayRef(ref)} writes it: promote, pause or abort that instead.`,
			}),
	};
}
