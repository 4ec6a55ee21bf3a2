import {keyNamed} from '../commands/key-words.ts';
import type {ReplicaSetRow} from '../resources/replicasets.ts';
import {type Listing, resourceView} from '../store/listing.ts';
import {isUnknownNamespace} from '../store/scope.ts';
import type {Part, Screen, Subject} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {rowOf} from '../store/targets.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';

/** Why a list shows no rows, and what to do about it: nothing, nothing yet, or nothing that may be seen. */
export function emptyLines(state: State, screen: Screen, listing: Listing | undefined): readonly Line[] {
	const [says, hint] = reasons(state, screen, listing);
	return [[], [segment(`    ${says}`)], [segment(`    ${hint}`, 'dim')]];
}

function reasons(
	state: State,
	{name: screenName, list, view, part, subject}: Screen,
	listing: Listing | undefined,
): readonly [string, string] {
	if (listing === undefined && state.discovery === undefined) return [`Loading ${neutral(view)}.`, ''];
	if (listing === undefined)
		return [`This server does not serve ${neutral(view)}.`, `${keyNamed('refresh', state)} asks it again.`];
	const {health, hasListed, view: listed} = listing;
	const {name} = listed;
	if (health?.state === 'denied')
		return [health.trouble.says, health.trouble.hint ?? 'Ask for the verb list on it.'];
	if (health?.state === 'absent')
		return [`This server does not serve ${name}.`, `${keyNamed('refresh', state)} asks it again.`];
	if (health?.state === 'stale')
		return [health.trouble.says, health.trouble.hint ?? 'It is tried again by itself.'];
	if (!hasListed) return [`Loading ${name}.`, ''];
	if (list.filter !== '') return [`Nothing matches ${list.filter}`, 'esc clears the filter.'];
	const isJudged = resourceView(state, view)?.form !== 'table';
	if (list.faultsOnly)
		return [
			isJudged ? `No ${name} at fault.` : `No ${name} whose columns say that it is at fault.`,
			`${keyNamed('faults', state)} shows all of them again.`,
		];
	if (screenName === 'journal')
		return [
			'Nothing was changed here yet.',
			'What you change with sluice is listed here, and can be undone.',
		];
	if (screenName === 'forwards')
		return [
			'No port is forwarded.',
			`${keyNamed('forward', state)} on a pod, a Service or a workload begins one; all end with sluice.`,
		];
	if (screenName === 'revisions' && subject !== undefined)
		return [`${sayWhole(part?.kind ?? 'Deployment', subject)} has no revisions yet.`, 'esc goes back.'];
	if (part?.by === 'component')
		return ['No notebook here.', ':do edit-notebook begins one; those of others are listed too.'];
	if (part !== undefined) return [sayNoPart(state, name, part), 'esc goes back.'];
	if (isUnknownNamespace(state))
		return [
			`There is no namespace ${state.namespace}.`,
			`:ns lists them, ${keyNamed('all-namespaces', state)} shows all.`,
		];
	if (!listed.isNamespaced) return [`No ${name}.`, ''];
	return state.namespace === undefined || listed.isEverywhere
		? [`No ${name} in any namespace.`, '']
		: [`No ${name} in namespace ${state.namespace}.`, '0 shows all namespaces.'];
}

/** `Deployment shop/web`: an object with its kind, as everywhere else. */
export function sayWhole(kind: string, {namespace, name}: Pick<Subject, 'namespace' | 'name'>): string {
	return neutral(`${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`);
}

function sayNoPart(state: State, name: string, {by, of, kind}: Part): string {
	if (by === 'regarding') return `No ${name} of ${sayWhole(kind, of)}.`;
	if (by === 'node') return `No ${name} on node ${neutral(of.name)}.`;
	const {revision = 0} = rowOf<ReplicaSetRow>(state, 'replicasets', of.uid) ?? {};
	if (by === 'replicaset' && revision > 0) return `Revision ${revision} has no ${name}.`;
	return `${sayWhole(kind, of)} has no ${name}.`;
}
