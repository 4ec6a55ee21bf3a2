import type {Listing} from '../store/listing.ts';
import {isUnknownNamespace} from '../store/scope.ts';
import type {Screen} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {type Line, segment} from '../ui/line.ts';

/** Why a list shows no rows, and what to do about it: nothing, nothing yet, or nothing that may be seen. */
export function emptyLines(state: State, screen: Screen, listing: Listing | undefined): readonly Line[] {
	const [says, hint] = reasons(state, screen, listing);
	return [[], [segment(`    ${says}`)], [segment(`    ${hint}`, 'dim')]];
}

function reasons(
	state: State,
	{list, view}: Screen,
	listing: Listing | undefined,
): readonly [string, string] {
	if (listing === undefined)
		return [`There is no view ${view}.`, 'tab after : completes the names of views.'];
	const {health, hasListed, view: listed} = listing;
	const {name} = listed;
	const place = state.namespace === undefined ? 'any namespace' : `namespace ${state.namespace}`;
	if (health?.state === 'denied')
		return [health.trouble.says, health.trouble.hint ?? 'Ask for the verb list on it.'];
	if (health?.state === 'absent') return [`This server does not serve ${name}.`, ''];
	if (health?.state === 'stale')
		return [health.trouble.says, health.trouble.hint ?? 'It is tried again by itself.'];
	if (!hasListed) return [`Loading ${name}.`, ''];
	if (list.filter !== '') return [`Nothing matches ${list.filter}`, 'esc clears the filter.'];
	if (list.faultsOnly) return [`No ${name} at fault.`, 'ctrl-z shows all of them again.'];
	if (isUnknownNamespace(state))
		return [`There is no namespace ${state.namespace}.`, ':ns lists them, 0 shows all.'];
	const isScoped = listed.isNamespaced && state.namespace !== undefined;
	return [`No ${name} in ${place}.`, isScoped ? '0 shows all namespaces.' : ''];
}
