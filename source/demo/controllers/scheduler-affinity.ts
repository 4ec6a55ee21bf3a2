/** Whom a pod wants near: kinds of nodes, and other pods near by or far away. */
import type {KubernetesObject, Tree} from '../object.ts';
import {matchesLabels, matchesSelector} from '../selectors.ts';
import type {Place} from './scheduler-places.ts';

/** Whether a node is one of those that the pod's node selector and required node affinity name. */
export function suitsNode(pod: KubernetesObject, node: KubernetesObject): boolean {
	const {nodeSelector, affinity} = pod.spec;
	if (nodeSelector && Object.keys(nodeSelector).length > 0) {
		if (!matchesLabels(nodeSelector, node.metadata.labels)) return false;
	}
	const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
	return !required || required.nodeSelectorTerms.some((term: Tree) => meetsTerm(term, node));
}

/** Whether a node meets a term of node affinity; a term that asks for nothing is met by none. */
export function meetsTerm({matchExpressions = [], matchFields = []}: Tree, node: KubernetesObject): boolean {
	if (matchExpressions.length + matchFields.length === 0) return false;
	const labels = node.metadata.labels ?? {};
	return (
		matchExpressions.every((needs: Tree) => meets(needs, labels[needs.key])) &&
		matchFields.every((needs: Tree) => meets(needs, node.metadata.name))
	);
}

function meets({operator, values = []}: Tree, value: string | undefined): boolean {
	if (operator === 'Exists') return value !== undefined;
	if (operator === 'DoesNotExist') return value === undefined;
	if (operator === 'NotIn') return value === undefined || !values.includes(value);
	if (value === undefined) return false;
	if (operator === 'In') return values.includes(value);
	if (!/^[+-]?\d+$/.test(value)) return false;
	return operator === 'Gt' ? Number(value) > Number(values[0]) : Number(value) < Number(values[0]);
}

/** The nodes that a pod names in each of its terms of node affinity; undefined when any may do. */
export function namedNodes({spec}: KubernetesObject): Set<string> | undefined {
	const terms: Tree[] =
		spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
	const named = terms.map(({matchFields = []}) =>
		matchFields.filter(({key, operator}: Tree) => key === 'metadata.name' && operator === 'In'),
	);
	if (terms.length === 0 || named.some(fields => fields.length === 0)) return undefined;
	return new Set(named.flatMap(([field]) => field.values));
}

type Wanting = 'podAffinity' | 'podAntiAffinity';

function requiredTerms({spec}: KubernetesObject, wanting: Wanting): Tree[] {
	return spec.affinity?.[wanting]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

/** Whether a term of `owner` means this other pod. */
export function meansPod(term: Tree, owner: KubernetesObject, other: KubernetesObject): boolean {
	const {namespaces, namespaceSelector, labelSelector, matchLabelKeys} = term;
	const isNear =
		namespaces?.length || namespaceSelector
			? namespaces?.includes(other.metadata.namespace) || isEverywhere(namespaceSelector)
			: other.metadata.namespace === owner.metadata.namespace;
	if (!isNear || !labelSelector || !matchesSelector(labelSelector, other.metadata.labels)) return false;
	return hasSameLabels(matchLabelKeys, owner, other);
}

/** An empty selector of namespaces selects all; one that names labels is taken for none of them. */
function isEverywhere(selector: Tree | undefined): boolean {
	return selector !== undefined && Object.keys(selector).length === 0;
}

export function hasSameLabels(
	keys: readonly string[] | undefined,
	one: KubernetesObject,
	other: KubernetesObject,
): boolean {
	return (keys ?? []).every(key => one.metadata.labels?.[key] === other.metadata.labels?.[key]);
}

/** Where pods stand, as `LABEL=VALUE` of their nodes. */
type Domains = ReadonlySet<string>;

function domainOf(term: Tree, {node}: Place): string | undefined {
	const value = node.metadata.labels?.[term.topologyKey];
	return value === undefined ? undefined : `${term.topologyKey}=${value}`;
}

function domainsWhere(
	term: Tree,
	places: readonly Place[],
	isMeant: (pod: KubernetesObject) => boolean,
): Domains {
	const taken = places.filter(place => [...place.pods.values()].some(isMeant));
	return new Set(taken.flatMap(place => domainOf(term, place) ?? []));
}

/** What stands against a pod on a place, for all places at once; undefined where nothing does. */
export function whyNotNear(
	pod: KubernetesObject,
	places: readonly Place[],
): (place: Place) => 'affinity' | 'anti-affinity' | 'existing' | undefined {
	const likes = likedDomains(pod, places);
	const dislikes = requiredTerms(pod, 'podAntiAffinity').map(term => {
		const domains = domainsWhere(term, places, other => meansPod(term, pod, other));
		return {term, domains};
	});
	const barred = barredDomains(pod, places);
	return place => {
		if (likes && !likes(place)) return 'affinity';
		const isIn = (term: Tree, domains: Domains) => domains.has(domainOf(term, place) ?? '');
		if (dislikes.some(({term, domains}) => isIn(term, domains))) return 'anti-affinity';
		return barred.some(({term, domains}) => isIn(term, domains)) ? 'existing' : undefined;
	};
}

/** Whether a place is near what the pod wants near; the first of a group that wants its like may go anywhere. */
function likedDomains(
	pod: KubernetesObject,
	places: readonly Place[],
): ((place: Place) => boolean) | undefined {
	const terms = requiredTerms(pod, 'podAffinity');
	if (terms.length === 0) return undefined;
	const isMeant = (other: KubernetesObject) => terms.every(term => meansPod(term, pod, other));
	const domains = terms.map(term => domainsWhere(term, places, isMeant));
	const isFirst = domains.every(({size}) => size === 0) && isMeant(pod);
	return place =>
		terms.every((term, i) => {
			const domain = domainOf(term, place);
			return domain !== undefined && (isFirst || domains[i]!.has(domain));
		});
}

/** Where pods stand that do not want this one near. */
function barredDomains(pod: KubernetesObject, places: readonly Place[]): {term: Tree; domains: Domains}[] {
	return places.flatMap(place =>
		[...place.repelling.values()].flatMap(other =>
			requiredTerms(other, 'podAntiAffinity')
				.filter(term => meansPod(term, other, pod))
				.map(term => ({term, domains: new Set([domainOf(term, place) ?? ''])})),
		),
	);
}
