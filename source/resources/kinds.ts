import type {ServedResource} from '../model/cluster.ts';
import {nearest} from '../model/nearest.ts';
import {isRefusal, type Refusal} from '../model/plan.ts';
import {resourceName} from '../model/ref.ts';
import {isOfKind, servedAs, sources} from '../traffic/splits.ts';

/**
 * The served kind that a word means, as kubectl takes it: plural, singular,
 * short name or kind, in any case, with the group after a dot where wanted.
 * The core group wins over others of equal name, and the groups of Kubernetes
 * itself over those of others; of two groups of others none does, since which
 * of them is meant would be a guess: two kinds are called Rollout, and each
 * takes other writes. Of several versions it is the one that
 * splits are read in, else the server's preferred one, which comes first.
 */
export function resolveKind(word: string, served: readonly ServedResource[]): ServedResource | Refusal {
	const text = word.toLowerCase();
	const dot = text.indexOf('.');
	const name = dot === -1 ? text : text.slice(0, dot);
	const group = dot === -1 ? undefined : text.slice(dot + 1);
	const found = served.filter(resource => namesOf(resource).includes(name) && inGroup(resource, group));
	const rank = Math.min(...found.map(rankOf));
	const meant = found.filter(resource => rankOf(resource) === rank);
	const [first] = meant;
	const names = [...new Set(meant.map(resourceName))];
	if (first) return names.length === 1 ? inBestVersion(first, meant) : ambiguous(word, names);
	const near = [...new Set([...kindsNear(name, served), ...kindsBegun(name, served)])].slice(0, mostNear);
	return {
		refused: 'not-found',
		says: `The server has no kind ${word}.`,
		hint: near.length > 0 ? `It has ${near.join(', ')}.` : 'See kubectl api-resources for what it has.',
	};
}

/**
 * The kind that a word means, where the server lets it be listed. What exists
 * only while it is asked for, or only as a part of an object, is refused with
 * what to do instead.
 */
export function listedKind(word: string, served: readonly ServedResource[]): ServedResource | Refusal {
	const [whole = '', part] = word.split('/');
	const kind = resolveKind(whole, served);
	if (isRefusal(kind)) return kind;
	const name = resourceName(kind);
	if (part !== undefined)
		return {
			refused: 'usage',
			says: `${word} is a part of one ${kind.kind}: it cannot be listed.`,
			hint: `List ${name} instead.`,
		};
	if (kind.verbs.includes('list')) return kind;
	const verbs = kind.verbs.join(', ');
	return {
		refused: 'usage',
		says: `${name} cannot be listed: this server offers ${verbs || 'no verb'} on it, and nothing else.`,
		hint:
			verbs === 'create'
				? 'It answers a question and is stored nowhere: kubectl create -f asks it.'
				: 'kubectl get --raw reads what it offers.',
	};
}

const mostNear = 5;

/** Kinds that are spelled nearly as the word is, by their full names. */
export function kindsNear(word: string, served: readonly ServedResource[]): readonly string[] {
	const close = nearest(word, [...new Set(served.flatMap(namesOf))]);
	const spelled = close.flatMap(each => served.filter(resource => namesOf(resource).includes(each)));
	return [...new Set(spelled.map(resourceName))];
}

function kindsBegun(word: string, served: readonly ServedResource[]): readonly string[] {
	return served
		.filter(resource => namesOf(resource).some(each => each.startsWith(word.slice(0, 4))))
		.map(resourceName);
}

/** Core, then what is Kubernetes' own, then what others added. */
function rankOf({group}: ServedResource): number {
	if (group === '') return 0;
	return group.includes('.') && !group.endsWith('.k8s.io') ? 2 : 1;
}

function inBestVersion(first: ServedResource, found: readonly ServedResource[]): ServedResource {
	const source = sources.find(each => isOfKind(first, each));
	return (source && servedAs(source, found)) ?? first;
}

function ambiguous(word: string, names: readonly string[]): Refusal {
	return {
		refused: 'usage',
		says: `${word} means ${names.join(' or ')} here.`,
		hint: `Name the one you mean with its group: ${names[0]}`,
	};
}

function namesOf({plural, singular, kind, shortNames}: ServedResource): string[] {
	return [plural, singular, kind.toLowerCase(), ...shortNames];
}

/** `deployments.apps` and `deployments.v1.apps` both name the group apps. */
function inGroup({group, version}: ServedResource, wanted: string | undefined): boolean {
	return (
		wanted === undefined ||
		wanted === group ||
		wanted === `${version}.${group}` ||
		(wanted === version && group === '')
	);
}
