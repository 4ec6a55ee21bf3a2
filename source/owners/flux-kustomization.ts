import {heldOf} from '../model/held.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Owner} from '../model/owner.ts';
import {foundOf, objectsFound, type Wanted} from './around.ts';
import {isDrift} from './drift.ts';
import type {Holder} from './holder.ts';
import {sayHeld} from './holding-words.ts';
import {withinInterval} from './interval.ts';
import type {OwnerFacts, OwnerKind} from './owner-facts.ts';
import {suspending} from './suspending.ts';

const label = 'kustomize.toolkit.fluxcd.io/name';

/** A Flux Kustomization applies its objects again at each interval, from the server's side and by force. */
export const fluxKustomization: OwnerKind = {
	says: 'Flux Kustomizations',
	wants: wantsOf,
	find(facts) {
		const [wanted] = wantsOf(facts);
		if (wanted === undefined || !isDrift(facts)) return [];
		const [found] = objectsFound(facts.around, [wanted]);
		const owner = {
			name: `Flux Kustomization ${wanted.name}`,
			effect: 'warned',
			instead: insteadOf(facts),
		} as const;
		const told = found === undefined ? unseen(wanted, facts) : timing(found.object);
		return [{...owner, ...told}];
	},
};

function timing({metadata, spec}: KubernetesObject): Pick<Owner, 'evidence' | 'revertsWhen'> {
	const where = `Kustomization ${metadata.namespace}/${metadata.name}`;
	const held = heldOf({metadata});
	if (spec?.suspend === true) {
		return held === undefined
			? {revertsWhen: 'once it is resumed', evidence: `label ${label}; ${where} is suspended`}
			: {revertsWhen: 'once it is released', evidence: `${where} is ${sayHeld(held)}`};
	}
	return {
		revertsWhen: withinInterval(spec?.interval) ?? 'at its next interval',
		evidence: `label ${label}; ${where} applies it again at each interval`,
	};
}

function unseen(wanted: Wanted, {around}: OwnerFacts): Pick<Owner, 'evidence' | 'revertsWhen'> {
	if (around === undefined) return {evidence: `label ${label}`, revertsWhen: 'at its next interval'};
	const isUnknown = foundOf(around, wanted).state === 'unknown';
	const why = isUnknown ? 'it could not be read' : 'it is not in this cluster';
	return {evidence: `label ${label}; ${why}`, revertsWhen: 'at an unknown time'};
}

function insteadOf({ref}: OwnerFacts): string {
	const {resource, namespace, name} = ref;
	return `Commit the change too, or hold it while it lasts: sluice hold ${resource.plural}/${name} -n ${namespace}`;
}

/** The owner, unless the object is marked to be left alone. */
function wantsOf({object}: OwnerFacts): readonly Wanted[] {
	const {labels = {}, annotations = {}} = object.metadata;
	const name = labels[label];
	const marked = {...labels, ...annotations};
	const isLeftAlone =
		/^disabled$/i.test(marked['kustomize.toolkit.fluxcd.io/reconcile'] ?? '') ||
		/^(ignore|ifnotpresent)$/i.test(marked['kustomize.toolkit.fluxcd.io/ssa'] ?? '');
	if (name === undefined || isLeftAlone) return [];
	const namespace = labels['kustomize.toolkit.fluxcd.io/namespace'] ?? 'flux-system';
	return [{group: 'kustomize.toolkit.fluxcd.io', plural: 'kustomizations', namespace, name}];
}

export const fluxKustomizationHolder: Holder = {
	...suspending,
	group: 'kustomize.toolkit.fluxcd.io',
	plural: 'kustomizations',
	says: 'Flux Kustomization',
	markOf: facts => wantsOf(facts).map(({namespace, name}) => `Flux Kustomization ${namespace}/${name}`)[0],
	wants: wantsOf,
	owning: facts => objectsFound(facts.around, wantsOf(facts)),
	countOf({status}) {
		const entries = (status?.inventory as {entries?: unknown} | undefined)?.entries;
		return Array.isArray(entries) ? entries.length : undefined;
	},
};
