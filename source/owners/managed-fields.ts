import {holdsField, type ManagedEntry, managedEntries, ourManager} from '../model/managed-fields.ts';
import type {Owner} from '../model/owner.ts';
import type {Concern} from '../model/plan.ts';
import {sayInstant} from './holding-words.ts';
import type {OwnerFacts, OwnerKind} from './owner-facts.ts';

/**
 * Whoever wrote the very field we are about to write after we last wrote here:
 * by the object's own records, or since what we wrote there is gone. The name
 * is the one a client gave itself, so it is a hint and no proof.
 */
export const managedFields: OwnerKind = {
	says: 'Field managers',
	find(facts) {
		const {object, edits = [], overwritten = []} = facts;
		const entries = managedEntries(object) ?? [];
		const ours = latest(entries.filter(({manager}) => manager === ourManager));
		const found = new Map<string, Owner>();
		for (const {at} of edits) {
			for (const entry of entries) {
				if (entry.manager === ourManager || !holdsField(entry, object, at)) continue;
				const isNewer = ours?.time !== undefined && (entry.time ?? 0) > ours.time;
				if (isNewer || overwritten.includes(at)) found.set(entry.manager, ownerOf(entry, at));
			}
		}
		return [...found.values()];
	},
};

function ownerOf(entry: ManagedEntry, at: string): Owner {
	const when = entry.time === undefined ? '' : ` at ${sayInstant(entry.time)}`;
	return {
		name: `Field manager ${entry.manager}`,
		evidence: `it wrote ${sayPointer(at)} after sluice did (${entry.operation}${when})`,
		revertsWhen: 'at an unknown time',
		effect: 'warned',
		instead: 'Find out who that is before writing again.',
	};
}

/** These apply by force: they meet no conflict, they take the field back. */
const forcing = ['argocd-controller', 'kustomize-controller'];

/**
 * What the next server-side apply of others will meet, once we have written:
 * whoever applied a field with another value than stands there by then is
 * refused until it forces, or until we give the field back.
 */
export function applyConflicts({object, edits = []}: OwnerFacts): readonly Concern[] {
	const entries = managedEntries(object) ?? [];
	const appliers = entries.filter(({operation, manager}) => operation === 'Apply' && manager !== ourManager);
	const ours = entries.filter(({manager}) => manager === ourManager);
	return appliers.flatMap((entry): Concern[] => {
		const applied = edits.find(({at}) => holdsField(entry, object, at))?.at;
		if (applied !== undefined) return [conflictOf(entry, applied)];
		const taken = edits.find(({at}) => ours.some(each => holdsField(each, object, at)))?.at;
		return taken === undefined || forcing.includes(entry.manager) ? [] : [stillTaken(entry, taken)];
	});
}

function conflictOf({manager, time}: ManagedEntry, at: string): Concern {
	const since = time === undefined ? '' : `, as it did at ${sayInstant(time)}`;
	if (forcing.includes(manager)) {
		return {says: `The next server-side apply by ${manager} takes ${sayPointer(at)} back: it forces.`};
	}
	return {
		says: `The next server-side apply by ${manager} will conflict with this, if it sets ${sayPointer(at)}${since}.`,
		hint: giveBack,
	};
}

function stillTaken({manager}: ManagedEntry, at: string): Concern {
	return {
		says: `sluice holds ${sayPointer(at)}: a server-side apply by ${manager} that sets it conflicts.`,
		hint: giveBack,
	};
}

const giveBack = 'Hand it back before that: sluice hand-back KIND/NAME, or :hand-back.';

/** `spec.rules.0.backendRefs.1.weight`, as people write it. */
export function sayPointer(at: string): string {
	return at.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
}

function latest(entries: readonly ManagedEntry[]): ManagedEntry | undefined {
	return entries.reduce<ManagedEntry | undefined>(
		(last, each) => (last === undefined || (each.time ?? 0) > (last.time ?? 0) ? each : last),
		undefined,
	);
}
