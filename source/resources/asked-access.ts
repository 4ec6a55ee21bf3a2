import type {AccessQuestion, ServedResource} from '../model/cluster.ts';
import {isRefusal, type Refusal} from '../model/plan.ts';
import {resolveKind} from './kinds.ts';

/** Verbs of the API, and what they are called where they are typed; `update` is what writes an object whole. */
const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

/** The question that `VERB KIND[/PART|/NAME] [NAME]` asks, as `kubectl auth can-i` takes it; or what is wrong with it. */
export function accessAsked(
	words: readonly string[],
	namespace: string,
	served: readonly ServedResource[],
): AccessQuestion | Refusal {
	const [verb = '', what = '', named] = words;
	if (what === '') return usage('A kind is missing.', 'Ask as in: can-i patch deployments/scale');
	const [word = '', rest] = what.split('/');
	const kind = resolveKind(word, served);
	if (isRefusal(kind)) return kind;
	const {group, plural, namespaced, subresources} = kind;
	const isPart = rest !== undefined && subresources.includes(rest);
	const offered = new Set([...kind.verbs, ...verbs]);
	if (!offered.has(verb))
		return usage(`${verb} is no verb of the API.`, `Ask for one of ${verbs.join(', ')}: can-i get ${plural}`);
	const name = named ?? (isPart ? undefined : rest);
	return {
		verb,
		resource: {group, plural},
		...(isPart && {subresource: rest}),
		...(namespaced && {namespace}),
		...(name !== undefined && name !== '' && {name}),
	};
}

function usage(says: string, hint: string): Refusal {
	return {refused: 'usage', says, hint};
}
